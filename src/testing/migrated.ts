import {readFileSync} from 'node:fs';
import {dialects} from '../../plugins/index.ts';
import {readBack} from '../convert/read-back.ts';
import {load} from '../load/load.ts';
import type {Loaded} from '../load/loaded.ts';
import {migrate} from '../migrate/migrate.ts';
import type {MigrateRequest, Migration} from '../migrate/migration.ts';
import {printYaml} from '../report/yaml.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {projectDirectory} from './shared.ts';

/** The texts of the made cluster: what exists, and what Rancher and its users put there. */
export const madeCluster = ['cluster.yaml', 'policies.yaml'].map((name) =>
  readFileSync(`${projectDirectory}testdata/migrate/rancher/${name}`, 'utf8'),
);

export async function loadTexts(texts: readonly string[]): Promise<Loaded> {
  const read = await Promise.all(texts.map((text, index) => readText(`${index}.yaml`, text, usualLimits)));
  return load(
    read.flatMap(({documents}) => documents),
    {namespace: 'default'},
  );
}

/** A migration from Rancher that must be possible. */
export async function migrated(
  texts: readonly string[],
  to?: MigrateRequest['to'],
  options: Partial<MigrateRequest> = {},
): Promise<Migration> {
  const loaded = await loadTexts(texts);
  const common = {from: 'rancher', cni: 'auto', allow: 'equal', companions: [], withNodes: true} as const;
  const migration = await migrate({loaded, ...common, ...(to && {to}), ...options});
  if ('diagnostic' in migration) throw new Error(`refused: ${migration.diagnostic.code}`);
  return migration;
}

/** The files of a migration by name, as text. */
export function filesOf({files}: Migration): ReadonlyMap<string, string> {
  return new Map(
    files.map(({words, content}) => [
      words.join('/'),
      'hcl' in content ? content.hcl : printYaml([{value: content.object}]),
    ]),
  );
}

/** What a migration wrote, as its target reads it. */
export function writtenBack({files}: Migration): Promise<Loaded> {
  const objects = files.flatMap(({content}) => ('object' in content ? [{object: content.object, from: []}] : []));
  const [hcl] = files.flatMap(({content}) => ('hcl' in content ? [content.hcl] : []));
  return readBack(objects, hcl, dialects);
}

/** How many differences each reason has; `unlisted` without one. */
export function differenceCounts({verification}: Migration): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const {reason = 'unlisted'} of verification?.differences ?? []) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
