import {remember} from '../base/remember.ts';
import {splitTraffic} from '../ir/apart.ts';
import type {Conjunction} from '../ir/conjunctions.ts';
import type {EndpointKind} from '../ir/match.ts';
import {meet} from '../ir/meet.ts';
import type {Rule} from '../ir/policy.ts';
import {printTraffic, type Traffic} from '../ir/traffic.ts';
import {peerRegions, type RegionOf, type Sides} from './peer-regions.ts';

/** A rule that may hold for one endpoint, as far as it matters who is asked first. */
export interface WalkedRule {
  readonly rule: Rule;
  /** Its place through all stages. */
  readonly position: number;
  /** How many rules of its stage, from the first on, are certain to come before it. */
  readonly behind: number;
}

export interface WalkedStage {
  readonly name: string;
  readonly atEnd: 'deny' | 'continue';
  /** In the order of evaluation. */
  readonly rules: readonly WalkedRule[];
  /** What is not known, or left open, could pass anything on before these rules decide. */
  readonly mayPass: boolean;
}

/** Who decides everything that a rule could match, before it is asked. */
export interface Shadow {
  /** Positions of the rules that do. */
  readonly rules: readonly number[];
  /** The stages whose end denies it. */
  readonly ends: readonly string[];
}

export type Shadows = ReadonlyMap<number, Shadow>;

/**
 * Finds the rules of one endpoint and direction that can never be reached, by their positions: whatever peer and traffic
 * they could match, in any cluster, an earlier rule or the end of an earlier stage decides. It is certain of what it
 * finds; what it does not find may be one all the same, as where too many alternatives meet or a port name could be any
 * number. Endpoints under the same rules are looked at once.
 */
export function shadowFinder(): (stages: readonly WalkedStage[], namespace: string | undefined) => Shadows {
  const regions = peerRegions();
  const related = relations();
  const known = new Map<string, Shadows>();
  const keyOf = numbering();
  return (stages, namespace) => {
    const key = JSON.stringify([namespace ?? null, stages.map((stage) => stageKey(stage, keyOf))]);
    const found = known.get(key) ?? shadows(stages, {...related, regionOf: regions(namespace), steps: MOST_STEPS});
    known.set(key, found);
    return found;
  };
}

function numbering(): (part: object) => number {
  const numbers = new Map<object, number>();
  return (part) => {
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    return number;
  };
}

/** All that the search looks at. */
function stageKey({name, atEnd, mayPass, rules}: WalkedStage, keyOf: (part: object) => number) {
  const keys = rules.map(({rule, behind}) =>
    [rule.action, keyOf(rule.peer), keyOf(rule.traffic), behind, mayMiss(rule)].join(' '),
  );
  return [name, atEnd, mayPass, keys];
}

/** A part of what a rule matches: peers of one kind with these facts, and the traffic with them. */
interface Cell {
  readonly kind: EndpointKind;
  readonly facts: Conjunction;
  readonly traffic: Traffic;
}

interface Walker extends Relations {
  readonly regionOf: RegionOf;
  /** How many more may be done. */
  steps: number;
}

/** The same peers and ports meet over and over. */
interface Relations {
  readonly split: (all: Traffic, by: Traffic) => ReturnType<typeof splitTraffic>;
  readonly meeting: (facts: Conjunction, sides: Sides) => Meeting;
}

/** Those of some peers that a rule has too; `all`: none of them is missing. */
interface Meeting {
  readonly all: boolean;
  readonly common: readonly Conjunction[];
}

function relations(): Relations {
  const byText = new Map<string, Traffic>();
  const shared = remember((traffic: Traffic): Traffic => {
    const text = printTraffic(traffic);
    const known = byText.get(text) ?? traffic;
    byText.set(text, known);
    return known;
  });
  const split = ofPairs(splitTraffic);
  return {
    split: (all, by) => split(shared(all), shared(by)),
    meeting: ofPairs((facts: Conjunction, {holds, fails}: Sides) => ({
      all: !fails.some((each) => meet(facts, each)),
      common: holds.flatMap((each) => {
        const both = meet(facts, each);
        return both ? [both] : [];
      }),
    })),
  };
}

/** Made once for two objects. A search is over soon, so that plain maps do. */
function ofPairs<K, L, V>(make: (key: K, other: L) => V): (key: K, other: L) => V {
  const known = new Map<K, Map<L, {readonly made: V}>>();
  return (key, other) => {
    const row = known.get(key) ?? new Map<L, {readonly made: V}>();
    known.set(key, row);
    const found = row.get(other) ?? {made: make(key, other)};
    row.set(other, found);
    return found.made;
  };
}

interface By {
  readonly rules: Set<WalkedRule>;
  readonly ends: Set<string>;
}

/** More parts than this, or more steps for one endpoint, and a rule counts as one that is reached. */
const MOST_CELLS = 64;
const MOST_STEPS = 100_000;

function shadows(stages: readonly WalkedStage[], walker: Walker): Shadows {
  const found = new Map<number, Shadow>();
  stages.forEach((stage, index) => {
    for (const target of stage.rules) {
      if (index === 0 && target.behind === 0) continue;
      const by: By = {rules: new Set(), ends: new Set()};
      const all = cellsOf(target.rule, walker);
      let cells: readonly Cell[] | undefined = all;
      for (const earlier of stages.slice(0, index)) cells = cells && throughStage(cells, earlier, by, walker);
      const left = cells && decide(cells, stage.rules.slice(0, target.behind), by.rules, walker)?.left;
      if (left?.length === 0) found.set(target.position, shadowOf(all, by, walker));
    }
  });
  return found;
}

/** One rule that would do alone says more than all that had a part in it. */
function shadowOf(cells: readonly Cell[], {rules, ends}: By, walker: Walker): Shadow {
  const alone = [...rules].find((each) => decide(cells, [each], new Set(), walker)?.left.length === 0);
  if (alone) return {rules: [alone.position], ends: []};
  return {rules: [...rules].map(({position}) => position), ends: [...ends]};
}

const kinds: readonly EndpointKind[] = ['pod', 'host', 'external'];

/** All peers where the rule's own have too many alternatives, or there are none. */
function cellsOf({peer, traffic}: Rule, {regionOf}: Walker): readonly Cell[] {
  const region = regionOf(peer);
  const cells = kinds.flatMap((kind) => (region?.[kind].holds ?? []).map((facts) => ({kind, facts, traffic})));
  if (cells.length > 0 && cells.length <= MOST_CELLS) return cells;
  return kinds.map((kind) => ({kind, facts: [], traffic}));
}

function limited(cells: readonly Cell[]): readonly Cell[] | undefined {
  return cells.length > MOST_CELLS ? undefined : cells;
}

/** What is left undecided behind a stage. */
function throughStage(
  cells: readonly Cell[],
  {name, atEnd, rules, mayPass}: WalkedStage,
  by: By,
  walker: Walker,
): readonly Cell[] | undefined {
  if (mayPass) return cells;
  const deciding = new Set<WalkedRule>();
  const decided = decide(cells, rules, deciding, walker);
  if (!decided) return undefined;
  for (const each of deciding) if (each.rule.action !== 'pass') by.rules.add(each);
  if (atEnd === 'continue') return limited([...decided.left, ...decided.passed]);
  if (decided.left.length > 0) by.ends.add(name);
  return decided.passed;
}

/** Takes away what the rules decide, one after the other. Undefined where it gets too much. */
function decide(
  cells: readonly Cell[],
  rules: readonly WalkedRule[],
  by: Set<WalkedRule>,
  walker: Walker,
): {readonly left: readonly Cell[]; readonly passed: readonly Cell[]} | undefined {
  let left = cells;
  const passed: Cell[] = [];
  for (const walked of rules) {
    const {rule} = walked;
    if (left.length === 0) break;
    if (rule.action === 'log') continue;
    const rest: Cell[] = [];
    for (const cell of left) {
      walker.steps -= 1;
      const {hit, missed, certain} = meetRule(cell, rule, walker);
      if (rule.action === 'pass') passed.push(...hit);
      if (hit.length > 0 && certain) by.add(walked);
      rest.push(...(certain ? missed : [cell]));
    }
    left = rest;
    if (walker.steps < 0 || left.length + passed.length > MOST_CELLS) return undefined;
  }
  return {left, passed};
}

/**
 * The parts of a cell that a rule matches and does not match. Where it is not certain, the rule may match no part. A rule
 * for some of the peers takes nothing away: that several rules share the peers of one among them is not looked for.
 */
function meetRule(cell: Cell, rule: Rule, {regionOf, split: splitOf, meeting}: Walker) {
  const split = splitOf(cell.traffic, rule.traffic);
  if (split?.inside.length === 0) return {hit: [], missed: [cell], certain: true};
  const region = regionOf(rule.peer);
  if (!split || !region) return {hit: [cell], missed: [], certain: false};
  const {all, common} = meeting(cell.facts, region[cell.kind]);
  const inside = {...cell, traffic: split.inside};
  if (!all) return {hit: common.map((facts) => ({...inside, facts})), missed: [], certain: false};
  const outside = split.outside.length > 0 ? [{...cell, traffic: split.outside}] : [];
  return {hit: [inside], missed: outside, certain: region.known && !mayMiss(rule)};
}

/** Its subject may hang on the peer, or its answer on the request. */
function mayMiss({self, application}: Rule): boolean {
  return self !== undefined || application?.http !== undefined;
}
