import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {BaseCommand} from '../cli/base-command.ts';
import {openComparison} from '../cli/compared-inputs.ts';
import {outputFlag} from '../cli/flags.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';

export default class Diff extends BaseCommand {
  static override summary = verbs.diff.summary;
  static override usage = ['diff BEFORE AFTER [-f FILE]... [--everywhere]'];
  static override examples = [...verbs.diff.examples];
  static override args = {
    before: Args.string({
      ignoreStdin: true,
      description: 'a file, a directory, - for standard input, cluster for the live one, /dev/null for nothing',
    }),
    after: Args.string({ignoreStdin: true, description: 'the same; -f gives what both share, such as workloads'}),
  };
  static override flags = {
    everywhere: Flags.boolean({description: 'also compare for every possible cluster; it takes no workloads'}),
    'exit-code': Flags.boolean({description: 'exit with 1 when anything differs'}),
    output: outputFlag(['json', 'yaml', 'markdown'], 'json or yaml for programs; markdown for a pull request'),
  };

  async run(): Promise<void> {
    const {args, flags, raw} = await this.parse(Diff);
    const {before, after} = args;
    if (before === undefined || after === undefined) {
      throw new UsageError('diff needs BEFORE AFTER, such as: kubectl netpol diff old.yaml new.yaml -f workloads.yaml');
    }
    const compared = await openComparison(flags, raw, {before, after});
    const {session} = compared;
    const {refuse} = await import('../cli/present.ts');
    const nothing = {addedParties: [], removedParties: [], items: [], summary: {added: 0, removed: 0, changed: 0}};
    if (!session.ready) return refuse(session, 'ConnectivityDiff', session.obstacles, nothing);
    const {askDiff} = await import('../cli/ask-diff.ts');
    const found = await askDiff(compared, flags.everywhere);
    if ('problems' in found) return refuse(session, 'ConnectivityDiff', found.problems, nothing);
    const {presentDiff} = await import('../cli/present-diff.ts');
    await presentDiff(compared, found, flags);
  }
}
