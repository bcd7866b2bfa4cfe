import {spec} from '../plugins/kubernetes/profile.ts';
import {pointOf} from '../src/evaluate/classes/traffic-line.ts';
import {naiveEvaluator} from '../src/evaluate/naive.ts';

const PAIRS = 200_000;
const SECONDS = 2;
const CHECKED = 300;
const ports = [53, 80, 5432, 8080, 9090];

/**
 * How many verdicts a second one core gives for random pairs of pods, after each was asked once. A sample is compared
 * with the naive evaluator, which is given the two pods and the policies of their namespaces: no other can select them.
 */
export function checkedVerdicts({verdict}, pods, world, policies) {
  const next = numbers(1);
  const connections = Array.from({length: PAIRS}, () => ({
    from: next(pods.length),
    to: next(pods.length),
    protocol: next(5) === 0 ? 17 : 6,
    port: ports[next(ports.length)],
    sourcePort: 40_000,
    family: 4,
  })).filter(({from, to}) => from !== to);
  const from = Int32Array.from(connections, (each) => each.from);
  const to = Int32Array.from(connections, (each) => each.to);
  const points = Float64Array.from(connections, pointOf);
  const countAllowed = () => {
    let allowed = 0;
    for (let at = 0; at < from.length; at++) if (verdict(from[at], to[at], points[at]) === 'allow') allowed++;
    return allowed;
  };
  const allowed = countAllowed();
  const started = performance.now();
  let rounds = 0;
  do {
    // Counted and compared, so that nothing can be left out as unused.
    if (countAllowed() !== allowed) throw new Error('the same connections were answered differently');
    rounds++;
  } while (performance.now() - started < SECONDS * 1000);
  const seconds = (performance.now() - started) / 1000;
  check(verdict, pods, world, policies, connections.slice(0, CHECKED));
  return {allowed: allowed / from.length, perSecond: (rounds * from.length) / seconds};
}

function check(verdict, pods, world, policies, sample) {
  const byNamespace = new Map();
  for (const policy of policies) {
    const {namespace} = policy.id;
    const known = byNamespace.get(namespace);
    if (known) known.push(policy);
    else byNamespace.set(namespace, [policy]);
  }
  for (const each of sample) {
    const ends = [pods[each.from], pods[each.to]];
    const namespaces = [...new Set(ends.map(({namespace}) => namespace))];
    const own = namespaces.flatMap((name) => byNamespace.get(name) ?? []);
    const connection = {...each, from: ends[0], to: ends[1]};
    const expected = naiveEvaluator(spec, {...world, endpoints: ends}, own).decide(connection).verdict;
    const found = verdict(each.from, each.to, pointOf(each));
    if (found !== expected) throw new Error(`${ends[0].name} -> ${ends[1].name}: ${found}, naive ${expected}`);
  }
}

/** Whole numbers below a limit, the same in every run. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
