import type {Replayed} from '../evaluate/replayed.ts';
import type {Migration, MigrationStep} from '../migrate/migration.ts';
import type {Difference} from '../migrate/verify.ts';
import type {NameParty} from './party-text.ts';
import type {ReportContext} from './reference-text.ts';
import type {TrafficWords} from './traffic-words.ts';

/** What all formats of a migration say in common. */
export interface MigrationAnswer {
  readonly migration: Migration;
  /** The names of its files, in the order of the files. */
  readonly files: readonly string[];
  readonly steps: readonly MigrationStep[];
  readonly nameOf: NameParty;
  readonly words: TrafficWords;
  /** What recorded flows say of the result, where some were given. */
  readonly replayed?: Replayed;
  readonly context: ReportContext;
}

/** The differences of one reason; without one: nobody asked for them. */
export interface DifferencesOf {
  readonly reason: Difference['reason'];
  readonly differences: readonly Difference[];
}

/** By reason, those without one first, then by the names of the reasons. */
export function differencesByReason({verification}: Migration): readonly DifferencesOf[] {
  const groups = new Map<Difference['reason'], Difference[]>();
  for (const difference of verification?.differences ?? []) {
    const known = groups.get(difference.reason);
    if (known) known.push(difference);
    else groups.set(difference.reason, [difference]);
  }
  return [...groups]
    .map(([reason, differences]) => ({reason, differences}))
    .sort((a, b) => ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1));
}

/** How many policies of each role Rancher has made, in words that its users know. */
export function generatedCounts({isolation: {generated}}: Migration): Readonly<Record<string, number>> {
  const names = {
    project: 'np-default',
    nodes: 'hn-nodes',
    service: 'np-<service>',
    'host-port': 'hp-<pod>',
    'allow-all': 'np-default-allow-all',
  } as const;
  return Object.fromEntries(
    Object.entries(names).map(([role, name]) => [name, generated.filter((each) => each.role === role).length]),
  );
}
