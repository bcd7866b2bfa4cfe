// `selectors.mjs FILE`, bundled by the benchmark: reads each selector of a list and asks it about the labels beside it.
// Prints how many pairs there are, how many hold, and the milliseconds without the parsing of the file as JSON.
import {readFileSync} from 'node:fs';
import {parseSelector} from '../plugins/calico/selector/parse.ts';
import {toMatch} from '../plugins/calico/selector/to-match.ts';
import {connectionEnd} from '../src/evaluate/end.ts';
import {noAssumptions} from '../src/evaluate/facts.ts';
import {evaluateMatch} from '../src/evaluate/match.ts';
import {buildWorld} from '../src/ir/build-world.ts';

const world = buildWorld([]);
const {items} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const started = performance.now();
let held = 0;
for (const {selector, labels} of items) if (holds(selector, labels)) held++;
console.log(JSON.stringify({pairs: items.length, held, milliseconds: performance.now() - started}));

function holds(text, labels) {
  const parsed = parseSelector(text);
  if (!parsed.selector) throw new Error(`${text}: ${parsed.problem.reason}`);
  const pod = {
    kind: 'pod',
    name: 'n/p',
    namespace: 'n',
    labels,
    openLabels: [],
    addresses: [],
    hostNetwork: false,
    ports: [],
    roles: [],
  };
  const end = connectionEnd(pod, 4, world);
  return evaluateMatch(toMatch(parsed.selector), {end, other: end, world, assumptions: noAssumptions}) === true;
}
