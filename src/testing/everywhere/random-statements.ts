import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {ask, askNumber, askTruth, type EndName, type Statements} from '../../prove/everywhere/question.ts';
import {labelTopic, PORT, SAME_NODE} from '../../prove/everywhere/topics.ts';
import type {Chooser} from '../laws/chooser.ts';

/** Both sides of connections, in the set before and in the one after. */
export interface SmallCase {
  readonly egress: readonly [source: Formula, target: Formula];
  readonly ingress: readonly [source: Formula, target: Formula];
}

export const keys = ['app', 'role'] as const;
export const ports = [80, 81] as const;

const actions = ['allow', 'allow', 'allow', 'deny', 'pass'] as const;
type Action = (typeof actions)[number];

interface Rule {
  readonly subject: Formula;
  readonly box: Formula;
  readonly action: Action;
}

/** Two sets of up to four rules, as walks of policies are made of; the second is the first with one thing changed. */
export function smallCase(all: Statements, choose: Chooser): SmallCase {
  const inOrder = choose.chance(0.5);
  const sides = (['from', 'to'] as const).map((subject): readonly [Formula, Formula] => {
    const rules = Array.from({length: choose.below(5)}, () => ruleOf(all, subject, choose));
    const other = choose.chance(0.8) ? changed(all, rules, subject, choose) : rules;
    const later = matchOf(all, subject === 'from' ? 'to' : 'from', choose);
    const ways = [inOrder, choose.chance(0.9) ? inOrder : !inOrder] as const;
    return [walked(all, {rules, later}, ways[0]), walked(all, {rules: other, later}, ways[1])];
  });
  const [egress, ingress] = sides;
  if (!egress || !ingress) throw new Error('two sides have two statements');
  return {egress, ingress};
}

function ruleOf(all: Statements, end: EndName, choose: Chooser): Rule {
  const subject = matchOf(all, end, choose);
  const peer = matchOf(all, end === 'from' ? 'to' : 'from', choose);
  const where = choose.chance(0.2) ? askTruth(all, SAME_NODE) : all.and();
  return {
    subject,
    box: all.and(subject, peer, where, portOf(all, choose)),
    action: choose.pick(actions) ?? 'allow',
  };
}

function matchOf(all: Statements, end: EndName, choose: Chooser): Formula {
  const tests = Array.from({length: choose.below(3)}, () => {
    const test = labelTest(all, end, choose);
    return choose.chance(0.25) ? all.not(test) : test;
  });
  return choose.chance(0.7) ? all.and(...tests) : all.or(...tests);
}

function labelTest(all: Statements, end: EndName, choose: Chooser): Formula {
  const about = {of: 'text', name: labelTopic.name(choose.pick(keys) ?? 'app'), end, mayBeAbsent: true} as const;
  const is = choose.chance(0.2) ? ({test: 'exists'} as const) : ({test: 'in', values: ['a']} as const);
  return ask(all, {about: {...about, isLegal: () => true}, is});
}

function portOf(all: Statements, choose: Chooser): Formula {
  const wanted = ports.filter(() => choose.chance(0.5));
  return wanted.length === 0
    ? all.and()
    : askNumber(
        all,
        {name: PORT, last: 65_535n},
        wanted.map((port) => [port, port] as const),
      );
}

function changed(all: Statements, rules: readonly Rule[], end: EndName, choose: Chooser): readonly Rule[] {
  const at = choose.below(rules.length + 1);
  const rule = rules[at];
  const others = rules.filter((each) => each !== rule);
  if (!rule) return [...rules, ruleOf(all, end, choose)];
  switch (choose.below(4)) {
    case 0:
      return others;
    case 1:
      return choose.shuffled(rules);
    case 2:
      return rules.with(at, {...rule, action: rule.action === 'allow' ? 'deny' : 'allow'});
    default: {
      const test = labelTest(all, end, choose);
      // The same in two parts.
      return [
        ...rules.slice(0, at),
        ...[test, all.not(test)].map((part) => ({...rule, box: all.and(rule.box, part)})),
        ...rules.slice(at + 1),
      ];
    }
  }
}

interface Walked {
  readonly rules: readonly Rule[];
  /** What becomes of connections that a rule passes on. */
  readonly later: Formula;
}

/** Who is selected by no rule is not isolated. First match, or deny before allow before pass. */
function walked(all: Statements, {rules, later}: Walked, inOrder: boolean): Formula {
  const open = all.not(all.or(...rules.map(({subject}) => subject)));
  const of = (action: Action): Formula => all.or(...rules.filter((each) => each.action === action).map(({box}) => box));
  const passed = all.and(of('pass'), later);
  if (!inOrder) return all.or(open, all.and(all.not(of('deny')), all.or(of('allow'), passed)));
  const decided = {allow: tautology, deny: contradiction, pass: later};
  const allows = rules.reduceRight<Formula>(
    (rest, {box, action}) => all.or(all.and(box, decided[action]), all.and(all.not(box), rest)),
    contradiction,
  );
  return all.or(open, allows);
}
