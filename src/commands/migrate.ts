import * as Flags from '@oclif/core/flags';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag} from '../cli/flags.ts';
import {openSession} from '../cli/session.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';
import {companionNames} from '../migrate/companion-names.ts';
import {origins, targets} from '../migrate/migration.ts';

export default class Migrate extends BaseCommand {
  static override summary = verbs.migrate.summary;
  static override usage = ['migrate --from rancher|canal [--to TARGET] [-f FILE]...'];
  static override examples = [...verbs.migrate.examples];
  static override flags = {
    from: Flags.option({
      options: origins,
      required: true,
      description: 'rancher: the isolation of projects; canal: the policies of a Canal cluster',
    })(),
    to: Flags.option({options: targets, description: 'what to write; without it only what is there is reported'})(),
    companions: Flags.option({
      options: companionNames,
      multiple: true,
      multipleNonGreedy: true,
      description: 'also write what this traffic needs where something closes it; may be repeated',
    })(),
    'without-nodes': Flags.boolean({description: 'leave out what lets nodes in, in place of hn-nodes'}),
    allow: Flags.option({
      options: ['wider', 'narrower', 'any'] as const,
      description: 'write a result that allows more, or less, or errs either way, beyond what is meant',
    })(),
    'require-proof': Flags.boolean({description: 'refuse a result that was not compared with what was'}),
    flows: Flags.string({
      helpValue: 'FILE',
      description: 'recorded flows that the result must let pass, as replay reads them',
    }),
    'output-dir': Flags.string({helpValue: 'DIR', description: 'write numbered files and the plan as 00-plan.md'}),
    output: outputFlag(['json', 'yaml', 'markdown'], 'json for programs; yaml, the objects; markdown, the plan'),
  };

  async run(): Promise<void> {
    const {flags, raw} = await this.parse(Migrate);
    if (flags.flows !== undefined && flags.to === undefined)
      throw new UsageError('--flows is asked of a result: name one with --to');
    const session = await openSession(flags, raw);
    const {refuse} = await import('../cli/present.ts');
    const nothing = {findings: null, steps: [], documents: [], losses: [], certificate: null};
    if (!session.ready) return refuse(session, 'Migration', session.obstacles, nothing);
    const {migrate} = await import('../migrate/migrate.ts');
    const migration = await migrate({
      loaded: session.input.loaded,
      from: flags.from,
      ...(flags.to && {to: flags.to}),
      cni: flags.cni,
      allow: flags.allow ?? 'equal',
      companions: flags.companions ?? [],
      withNodes: !flags['without-nodes'],
    });
    if ('diagnostic' in migration) return refuse(session, 'Migration', [migration.diagnostic], nothing);
    const {presentMigration} = await import('../cli/present-migration.ts');
    await presentMigration(session, migration, flags);
  }
}
