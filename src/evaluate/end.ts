import {type Address, type Cidr, cidrContains, type Family, parseAddress, parseCidr} from '../base/cidr.ts';
import {compareText} from '../base/order.ts';
import type {IdentityKind} from '../ir/match.ts';
import type {Endpoint, World} from '../ir/world.ts';

/**
 * What carries labels at an address: the pod or host that has it, or a named set that contains it. A selector is read
 * on one identity at a time (design.md section 2).
 */
export interface Identity {
  readonly kind: IdentityKind | 'external';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly openLabels: readonly string[];
  readonly labelsUnknown?: true;
  readonly namespace?: string;
  readonly serviceAccount?: string;
}

/** One end of a connection: the endpoint, its address of the connection's family, and everything it can be called. */
export interface End {
  readonly endpoint: Endpoint;
  /** The family of the connection. */
  readonly family: Family;
  /** Undefined: the endpoint has no known address of this family. */
  readonly address: Address | undefined;
  /** What an unknown address could still be: false when the endpoint is known to have none of this family. */
  readonly mayHaveAddress: boolean;
  readonly own: Identity;
  readonly sets: readonly Identity[];
}

/**
 * The end of a connection of one family, with the address sets of the world that contain its address. Both are looked up
 * when they are asked for, since most questions are about labels.
 */
export function connectionEnd(endpoint: Endpoint, family: Family, world: World): End {
  return new ConnectionEnd(endpoint, family, world);
}

class ConnectionEnd implements End {
  readonly endpoint: Endpoint;
  readonly family: Family;
  readonly #world: World;
  #parsed: readonly Address[] | undefined;
  #sets: readonly Identity[] | undefined;

  constructor(endpoint: Endpoint, family: Family, world: World) {
    this.endpoint = endpoint;
    this.family = family;
    this.#world = world;
  }

  get own(): Identity {
    return this.endpoint;
  }

  get #addresses(): readonly Address[] {
    this.#parsed ??= this.endpoint.addresses.flatMap((text) => parseAddress(text) ?? []);
    return this.#parsed;
  }

  get address(): Address | undefined {
    return this.#addresses.find(({family}) => family === this.family);
  }

  get mayHaveAddress(): boolean {
    return this.#addresses.length === 0;
  }

  get sets(): readonly Identity[] {
    const {address} = this;
    this.#sets ??= address && this.#world.addressSets.length > 0 ? setsOf(address, this.#world) : [];
    return this.#sets;
  }
}

function setsOf(address: Address, world: World): readonly Identity[] {
  return world.addressSets
    .filter((set) => set.cidrs.some((text) => containsAddress(text, address)))
    .map((set) => ({
      kind: 'addressSet' as const,
      name: `${set.kind}/${set.namespace ?? ''}/${set.name}`,
      labels: set.labels,
      openLabels: [],
      ...(set.namespace !== undefined && {namespace: set.namespace}),
    }))
    .sort((a, b) => compareText(a.name, b.name));
}

/** True when the canonical CIDR contains the address; families never cross. */
export function containsAddress(cidr: string, address: Address): boolean {
  const block = blockOf(cidr);
  return block !== undefined && cidrContains(block, address);
}

/** The block of a canonical text; policies ask for the same few again and again. */
export function blockOf(text: string): Cidr | undefined {
  const known = blocks.get(text);
  if (known) return known;
  const block = parseCidr(text)?.cidr;
  if (blocks.size >= MOST_BLOCKS) blocks.clear();
  if (block) blocks.set(text, block);
  return block;
}

const blocks = new Map<string, Cidr>();
const MOST_BLOCKS = 10_000;
