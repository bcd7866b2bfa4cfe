import * as Flags from '@oclif/core/flags';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag, selectionFlags, stagedFlag} from '../cli/flags.ts';
import {openSession} from '../cli/session.ts';
import {verbs} from '../cli/verbs.ts';

function targets(description: string) {
  return Flags.string({multiple: true, multipleNonGreedy: true, helpValue: 'TARGET', description});
}

export default class Matrix extends BaseCommand {
  static override summary = verbs.matrix.summary;
  static override usage = ['matrix [-f FILE]...'];
  static override examples = [...verbs.matrix.examples];
  static override flags = {
    from: targets(
      'only from these: NAMESPACE/NAME, KIND/NAME, ns/NAMESPACE, node/NAME, an address, external; may be repeated',
    ),
    to: targets('only to these: the same, or a domain name'),
    focus: targets('only where one end is among these'),
    port: Flags.string({
      helpValue: '[PROTOCOL:]PORT',
      description: 'only this port (of TCP unless a protocol is given)',
    }),
    external: Flags.boolean({description: 'connections with the outside, instead of those inside'}),
    staged: stagedFlag,
    ...selectionFlags,
    output: outputFlag(
      ['wide', 'json', 'yaml', 'csv', 'markdown', 'dot', 'mermaid'],
      'wide: also which policies decide; json or yaml for programs; dot or mermaid draw it',
    ),
  };

  async run(): Promise<void> {
    const {flags, raw} = await this.parse(Matrix);
    const session = await openSession(flags, raw);
    const {refuse} = await import('../cli/present.ts');
    const nothing = {count: 0, items: [], unconnected: []};
    if (!session.ready) return refuse(session, 'ConnectivityMatrix', session.obstacles, nothing);
    const {askMatrix} = await import('../cli/ask-matrix.ts');
    const found = await askMatrix(session, flags);
    if ('problems' in found) return refuse(session, 'ConnectivityMatrix', found.problems, nothing);
    const {presentMatrix} = await import('../cli/present-matrix.ts');
    await presentMatrix(session, found);
  }
}
