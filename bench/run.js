// `npm run bench [-- --case NAME]... [--quick] [--check]`: how long whole clusters take, in time and memory, beside the
// floor: a fresh process that only parses the same bytes, measured in turn with ours, so that ratios hold on any machine.
// NAME is a case or what several begin with, such as `c-hard` or `a`; --quick takes fewer rounds; --check fails above the
// limits.
// Needs a build (npm run build).
import {mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {bundle} from '../.ci/build.js';
import {root} from '../.ci/setup.js';
import {cases, morePods, proofs, selectors, speeds} from './cases.js';
import {median, runNode} from './process.js';
import {heading, line, tableRow} from './table.js';

const {values} = parseArgs({
  options: {case: {type: 'string', multiple: true}, quick: {type: 'boolean'}, check: {type: 'boolean'}},
});
const names = [...cases, ...proofs, ...speeds, selectors, morePods].map(({name}) => name);
const chosen = values.case?.flatMap((each) =>
  names.includes(each) ? [each] : names.filter((name) => name.startsWith(`${each}-`)),
);
const wanted = ({name}) => chosen === undefined || chosen.includes(name);
const folder = mkdtempSync(join(tmpdir(), 'netpol-bench-'));
const bin = join(root, 'bin/run.js');
const reach = join(folder, 'bench/reach.mjs');
const select = join(folder, 'bench/selectors.mjs');
const prove = join(folder, 'bench/prove.mjs');
const files = new Map();

/** The file of an input, written when it is first asked for. */
function fileOf([shape, size]) {
  const file = join(folder, `${shape}-${size}${endingOf(shape)}`);
  if (!files.has(file)) runNode([join(root, 'bench/generate.js'), shape, file, String(size)]);
  files.set(file, true);
  return file;
}

function endingOf(shape) {
  if (shape === 'terraform-modules') return '';
  return shape.startsWith('workloads') ? '.yaml' : '.json';
}

const commands = {
  matrix: (file) => [bin, 'matrix', '-f', file],
  json: (file) => [bin, 'matrix', '-o', 'json', '-f', file],
  can: (file) => [bin, 'can', '-f', file, 'ns1/app-11', 'ns1/app-10', '8080'],
  modules: (file) => [bin, 'can', '-f', file, 'team-1/app-1', 'team-1/app-0', '8080'],
  reach: (file) => [reach, file],
  replay: (file) => [bin, 'replay', file, '-f', fileOf(['flow-cluster', 1])],
};

function floorOf(how, file) {
  return how === 'start' ? ['-e', '0'] : [join(root, 'bench/floor.js'), how, file];
}

/** An odd number, so that there is one in the middle. */
function roundsOf({rounds}) {
  if (!values.quick) return rounds;
  return rounds > 5 ? 3 : 1;
}

/** What reach says of an input, and how long it worked on it: the start of Node and printing left out. */
function reached(input) {
  const {steps, ...counts} = JSON.parse(runNode([reach, fileOf(input)], {output: true}).stdout);
  return {...counts, steps, work: Object.values(steps).reduce((sum, each) => sum + each, 0)};
}

function measure(each) {
  const file = fileOf(each.input);
  const ours = commands[each.ours](file);
  const floor = floorOf(each.floor, file);
  if (each.rounds > 1) for (const args of [floor, ours]) runNode(args, codes(each));
  const taken = Array.from({length: roundsOf(each)}, () => {
    const base = runNode(floor);
    const own = runNode(ours, {memory: true, ...codes(each)});
    return {base: base.milliseconds, own: own.milliseconds, megabytes: own.megabytes};
  });
  const of = (figure) => median(taken.map(figure));
  return {
    milliseconds: of(({own}) => own),
    floor: of(({base}) => base),
    ratio: of(({own, base}) => own / base),
    megabytes: Math.max(...taken.map(({megabytes}) => megabytes)),
    ...(asksOne(each) ? {} : reached(each.input)),
    ...(each.half && {growth: growthOf(each)}),
  };
}

function asksOne({ours}) {
  return ours === 'can' || ours === 'modules' || ours === 'replay';
}

/** `can` ends with 1 where the answer is no, and with 2 where nobody can know: that is no failure. */
function codes(each) {
  return {accepts: asksOne(each) ? [0, 1, 2] : [0]};
}

function growthOf(each) {
  return median(Array.from({length: roundsOf(each)}, () => reached(each.input).work / reached(each.half).work));
}

let over = 0;

/** The mark behind a figure that is over its limit. */
function mark(problems) {
  over += problems.length;
  return problems.length > 0 ? `over the limit: ${problems.join(', ')}` : '';
}

function above(figures, limits, names) {
  return names.filter((name) => limits[name] !== undefined && figures[name] > limits[name]);
}

function measureAll() {
  console.log(heading);
  for (const each of cases.filter(wanted)) {
    const found = measure(each);
    console.log(tableRow(each, found, mark(above(found, each, ['ratio', 'megabytes', 'growth']))));
  }
  for (const each of proofs.filter(wanted)) measureProof(each);
  for (const each of speeds.filter(wanted)) {
    const args = [reach, fileOf(each.input), 'verdicts'];
    const {perSecond, allowed} = JSON.parse(runNode(args, {output: true}).stdout);
    const figures = `${Math.round(perSecond).toLocaleString('en')} verdicts a second, ${(allowed * 100).toFixed(2)} % allow`;
    const slow = perSecond < each.perSecond ? ['verdicts'] : [];
    console.log(line(each, figures, `at least ${each.perSecond.toLocaleString('en')}`, mark(slow)));
  }
  if (wanted(selectors)) measureSelectors();
  if (wanted(morePods)) measureMorePods();
}

/** What is measured of a proof, and how it is printed. */
const proofFigures = [
  ['milliseconds', '', 'ms'],
  ['convert', 'without start and input ', 'ms'],
  ['proof', 'proof alone ', 'ms'],
  ['megabytes', '', 'MB'],
];

function measureProof(each) {
  const file = fileOf(each.input);
  const args = [prove, each.what, file, each.other ? fileOf(each.other) : (each.to ?? 'calico')];
  const taken = Array.from({length: roundsOf(each)}, () => {
    const base = runNode(floorOf('json', file));
    const own = runNode(args, {output: true, memory: true});
    return {...JSON.parse(own.stdout), ...own, ratio: own.milliseconds / base.milliseconds};
  });
  const steps = ({steps: {write = 0, readBack = 0, proof}}) => ({proof, convert: write + readBack + proof});
  const figures = {
    milliseconds: median(taken.map(({milliseconds}) => milliseconds)),
    proof: median(taken.map((one) => steps(one).proof)),
    convert: median(taken.map((one) => steps(one).convert)),
    megabytes: Math.max(...taken.map(({megabytes}) => megabytes)),
  };
  const ratio = median(taken.map((one) => one.ratio)).toFixed(1);
  const shown = (of) => proofFigures.map(([name, before, unit]) => `${before}${of[name] ?? '-'} ${unit}`).join(', ');
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value.toFixed(0)]));
  const text = `${taken[0].result}, ${ratio} times the floor, ${shown(rounded)}`;
  const over = above(
    figures,
    each,
    proofFigures.map(([name]) => name),
  );
  console.log(line(each, text, `at most ${shown(each)}`, mark(over)));
}

function measureSelectors() {
  const file = fileOf(selectors.input);
  const taken = Array.from({length: roundsOf(selectors)}, () => {
    const base = runNode(floorOf('json', file));
    const own = runNode([select, file], {output: true});
    return {ratio: own.milliseconds / base.milliseconds, ...JSON.parse(own.stdout)};
  });
  const perSecond = median(taken.map(({pairs, milliseconds}) => (pairs / milliseconds) * 1000));
  const ratio = median(taken.map((each) => each.ratio)).toFixed(2);
  const share = ((taken[0].held / taken[0].pairs) * 100).toFixed(2);
  const figures = `${Math.round(perSecond).toLocaleString('en')} selectors read and asked a second, ${share} % hold`;
  console.log(line(selectors, figures, `the process takes ${ratio} times the floor`, ''));
}

function measureMorePods() {
  const taken = Array.from({length: roundsOf(morePods)}, () => {
    const [before, more] = [reached(morePods.half), reached(morePods.input)];
    return {growth: more.steps.reach / before.steps.reach, microseconds: (more.steps.lookup * 1000) / more.pods};
  });
  const figures = {
    growth: median(taken.map(({growth}) => growth)),
    microseconds: median(taken.map(({microseconds}) => microseconds)),
  };
  const text = `${figures.growth.toFixed(2)} times after the lookup of classes, ${figures.microseconds.toFixed(2)} µs a lookup`;
  const limits = `at most ${morePods.growth}, ${morePods.microseconds}`;
  console.log(line(morePods, text, limits, mark(above(figures, morePods, ['growth', 'microseconds']))));
}

try {
  // Some packages are asked for by name while they run.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await bundle(['bench/reach.js', 'bench/selectors.js', 'bench/prove.js'], folder, {extension: '.mjs'});
  console.log(`node ${process.version}, medians; floor: a process that only parses the same bytes (f: node -e 0)`);
  measureAll();
} finally {
  rmSync(folder, {recursive: true});
}
if (values.check && over > 0) process.exitCode = 1;
