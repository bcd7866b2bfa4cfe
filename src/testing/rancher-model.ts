import {TCP, UDP} from '../base/protocols.ts';
import type {Connection} from '../evaluate/answer.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {Loaded} from '../load/loaded.ts';
import {chooseProfiles} from '../load/profile.ts';
import {projectLabel} from '../migrate/generated.ts';
import {withOverlays} from '../migrate/verified-world.ts';

/** What the model cannot read off the labels of namespaces. */
interface ModelOptions {
  readonly system: string;
  /** What Services with a node port, pods with a host port and policies of users open. */
  readonly opens?: (connection: Connection) => boolean;
}

/** What Rancher's isolation allows, written from its own description and from nothing here (migration.md section 1.4). */
export function rancherAllows({namespaces, nodes}: World, connection: Connection, options: ModelOptions): boolean {
  const {from, to} = connection;
  const {system, opens = () => false} = options;
  const projectOf = (name: string | undefined): string | undefined =>
    namespaces.find((each) => each.name === name)?.labels[projectLabel];
  // A pod in the host network is its node: no namespace holds it.
  const [sender, receiver] = [from, to].map((end) => (end.hostNetwork ? undefined : projectOf(end.namespace)));
  if (receiver === undefined || receiver === system) return true;
  if (sender === receiver || sender === system) return true;
  if (from.hostNetwork && from.node === to.node) return true;
  const devices = nodes.flatMap(({podCidrs}) => podCidrs.map((cidr) => cidr.replace(/\/\d+$/, '')));
  return from.addresses.some((address) => devices.includes(address)) || opens(connection);
}

/** One connection that an engine answered. */
interface Asked {
  readonly connection: Connection;
  readonly allowed: boolean;
}

const ports = [80, 5432, 8080, 9090, 9100];

/** Every pair of endpoints whose addresses are known, in every family of both, asked of an engine on some ports. */
export async function askAll(engine: string, {world: given, applied}: Pick<Loaded, 'world' | 'applied'>) {
  const choice = await chooseProfiles(engine, []);
  const [profile] = 'profiles' in choice ? choice.profiles : [];
  if (!profile) throw new Error(`${engine} is no engine`);
  const world = withOverlays(given);
  const {decide} = naiveEvaluator(profile, world, applied);
  const asked: Asked[] = [];
  for (const from of world.endpoints) {
    for (const to of world.endpoints) {
      // A process of the node itself comes in without a word of policy, and to a node policies say nothing here.
      if (from === to || to.hostNetwork || (from.hostNetwork && from.node === to.node)) continue;
      for (const family of [4, 6] as const) {
        const [sender, receiver] = [from, to].map((end) => ofFamily(end, family));
        if (!sender || !receiver) continue;
        const traffic = [...ports.map((port) => ({protocol: TCP, port})), {protocol: UDP, port: 53}];
        for (const each of traffic) {
          const connection = {from: sender, to: receiver, family, sourcePort: 40_000, ...each};
          asked.push({connection, allowed: decide(connection).verdict === 'allow'});
        }
      }
    }
  }
  return {world, asked};
}

function ofFamily(endpoint: Endpoint, family: 4 | 6): Endpoint | undefined {
  return endpoint.addresses.some((address) => address.includes(':') === (family === 6)) ? endpoint : undefined;
}
