import type {MigrationStep} from '../migrate/migration.ts';
import {intendedText} from './intended-text.ts';
import {markdownHead, markdownRow, markdownText} from './markdown.ts';
import {differencesByReason, type MigrationAnswer} from './migration-answer.ts';
import {escapeUntrusted} from './terminal.ts';

/** The plan as Markdown: what is to be done, and what it changes. */
export function migrationMarkdown({migration, steps, files}: MigrationAnswer): string {
  const {from, to, isolation, verification, companions} = migration;
  const {projects} = isolation;
  const groups = differencesByReason(migration);
  return [
    `# From ${from}${to ? ` to ${to}` : ''}\n`,
    ...(projects.isolated.length > 0
      ? [
          markdownHead(['project', 'namespaces']) +
            projects.isolated.map(({id, namespaces}) => markdownRow([id, namespaces.join(', ')])).join('') +
            (projects.system
              ? markdownRow([`${projects.system.id} (System)`, projects.system.namespaces.join(', ')])
              : ''),
        ]
      : []),
    ...(files.length > 0 ? [`## Files\n\n${files.map((file) => `- ${markdownText(file)}\n`).join('')}`] : []),
    ...(verification
      ? [
          `## What changes\n\nCompared ${verification.compared} pairs: ${verification.differences.length} differ.\n`,
          ...(groups.length > 0
            ? [
                markdownHead(['reason', 'connections', 'why']) +
                  groups
                    .map(({reason, differences}) =>
                      markdownRow([
                        reason ?? 'not meant',
                        String(differences.length),
                        reason ? intendedText(reason) : 'nobody asked for it',
                      ]),
                    )
                    .join(''),
              ]
            : []),
        ]
      : []),
    ...(verification && verification.projects.length > 0
      ? [
          `## Each project in every possible cluster\n`,
          markdownHead(['project', 'result']) +
            verification.projects.map(({project, certificate}) => markdownRow([project, certificate.result])).join(''),
        ]
      : []),
    ...(companions.some(({state}) => state !== 'idle')
      ? [
          `## Companions\n\n${companions
            .filter(({state}) => state !== 'idle')
            .map(
              ({name, explains, state}) =>
                `- ${name} (${state === 'asked' ? 'written' : 'offered'}): ${markdownText(explains)}\n`,
            )
            .join('')}`,
        ]
      : []),
    ...(steps.length > 0 ? ['## Steps\n', ...steps.map((step, index) => stepMarkdown(step, index + 1))] : []),
  ].join('\n');
}

function stepMarkdown({title, commands, check, undo, notes}: MigrationStep, number: number): string {
  return [
    `### ${number}. ${markdownText(title)}\n`,
    // A fence as wide as any in the commands, which hold names of files alone.
    ...(commands.length > 0 ? [`\`\`\`sh\n${commands.map(escapeUntrusted).join('\n')}\n\`\`\`\n`] : []),
    `- Check: ${markdownText(check)}`,
    `- Back: ${markdownText(undo)}`,
    ...notes.map((note) => `- Note: ${markdownText(note)}`),
    '',
  ].join('\n');
}
