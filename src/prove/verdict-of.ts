import type {Certificate, CertificateResult, Witness} from './certificate.ts';
import type {Compared} from './compare-answers.ts';

/** What the comparison of all connections found. Filled by one loop and read once. */
export interface Findings {
  compared: number;
  /** Questions put to the two sides for it; more than one where facts are open. */
  asked: number;
  narrower: Compared['narrower'];
  wider: Compared['wider'];
  /** Open facts by which the sides may differ. */
  readonly facts: Set<string>;
  /** Built-in rules about kinds of packets, by which one side differed. */
  readonly leftOut: Set<string>;
  /** Engines that enforce nothing at all. */
  readonly idle: readonly string[];
  readonly likeOthers: number;
  readonly missedPatterns: readonly string[];
  /** The limit was reached before all was compared. */
  readonly outOfReach: boolean;
  /** The first connection that differs in each way, in the order in which they were found. */
  readonly witnesses: {narrower?: Witness; wider?: Witness};
}

/** The result with everything that it stands on, in words (design.md section 6). */
export function verdictOf(findings: Findings): Pick<Certificate, 'result' | 'assumptions' | 'witness' | 'opposite'> {
  const result = resultOf(findings);
  const [witness = null, opposite] = Object.values(findings.witnesses);
  return {result, assumptions: assumptionsOf(findings, result), witness, ...(opposite && {opposite})};
}

function resultOf({narrower, wider, outOfReach}: Findings): CertificateResult {
  if (narrower === 'yes' && wider === 'yes') return 'different';
  if (narrower === 'yes') return wider === 'perhaps' || outOfReach ? 'not-equal' : 'narrower';
  if (wider === 'yes') return narrower === 'perhaps' || outOfReach ? 'not-equal' : 'wider';
  return narrower === 'perhaps' || wider === 'perhaps' || outOfReach ? 'unproved' : 'equal';
}

const SHOWN_FACTS = 5;

function assumptionsOf(findings: Findings, result: CertificateResult): readonly string[] {
  const {compared, facts, idle, leftOut, likeOthers, missedPatterns, outOfReach} = findings;
  const open = [...facts].sort();
  const more = open.length > SHOWN_FACTS ? ` and ${open.length - SHOWN_FACTS} more` : '';
  const proved = result === 'unproved' ? 'not proved' : 'open';
  return [
    `compared on ${compared} connections of this world`,
    'traffic of a pod to itself is left out',
    ...idle.map((name) => `${name} enforces no policy, so that whatever is written changes nothing`),
    ...(likeOthers > 0 ? [`${likeOthers} replicas are taken to be as others of their workload`] : []),
    ...[...leftOut].sort().map((name) => `packets that an engine decides before any policy are left out (${name})`),
    ...missedPatterns.map((pattern) => `requests that ${JSON.stringify(pattern)} lets through are not asked`),
    ...(open.length > 0
      ? [`${proved}: it depends on what is not known: ${open.slice(0, SHOWN_FACTS).join('; ')}${more}`]
      : []),
    ...(outOfReach ? [`${proved}: too many pairs, only the first were compared`] : []),
  ];
}
