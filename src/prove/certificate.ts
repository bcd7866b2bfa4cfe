import type {HttpRequest} from '../evaluate/answer.ts';
import type {Endpoint, World} from '../ir/world.ts';

/** One connection that the two sets answer differently. */
export interface Witness {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port?: number;
  /** Named only when some policy asks for source ports. */
  readonly sourcePort?: number;
  readonly icmp?: {readonly type: number; readonly code: number};
  readonly family: 4 | 6;
  readonly http?: HttpRequest;
  readonly source: 'allow' | 'deny';
  readonly target: 'allow' | 'deny';
  /** A cluster made for it; absent where it is one of the world that was given. */
  readonly world?: World;
  /** Without which it would not show what it shows; each a sentence without full stop. */
  readonly taken?: readonly string[];
}

export type CertificateResult = 'equal' | 'narrower' | 'wider' | 'different' | 'not-equal' | 'unproved';

/** How two sets of policies, each read as its engine reads it, compare (design.md section 6, cli.md section 3). */
export interface Certificate {
  /** Of the target: `narrower` allows less than the source. `not-equal`: one way found, the other out of reach. */
  readonly result: CertificateResult;
  readonly scope: 'all-worlds' | 'this-world';
  readonly source: {readonly cni: string};
  readonly target: {readonly cni: string};
  /** What was left out, taken for granted, or kept from being proved; each a sentence without full stop. */
  readonly assumptions: readonly string[];
  readonly witness: Witness | null;
  /** One that errs the other way than the witness; absent where none was found. */
  readonly opposite?: Witness;
}

/** The ways in which the target was found to err. */
export function shownWays({result, witness, opposite}: Certificate): readonly ('narrower' | 'wider')[] {
  if (result === 'different') return ['narrower', 'wider'];
  return [witness ?? [], opposite ?? []].flat().map(({source}) => (source === 'allow' ? 'narrower' : 'wider'));
}
