import * as Flags from '@oclif/core/flags';
import {dialects, targetNames} from '../../plugins/index.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {selectionFlags} from '../cli/flags.ts';
import {openSession} from '../cli/session.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';

const names = dialects.map(({name}) => name);

export default class Convert extends BaseCommand {
  static override summary = verbs.convert.summary;
  static override usage = ['convert --to DIALECT [-f FILE]...'];
  static override examples = [...verbs.convert.examples];
  static override flags = {
    to: Flags.option({
      options: [...targetNames()],
      required: true,
      description: 'the dialect to write; admin: the ClusterNetworkPolicies of Kubernetes',
    })(),
    from: Flags.option({
      options: ['auto', ...names],
      default: 'auto',
      description: 'read policies of this dialect alone',
    })(),
    allow: Flags.option({
      options: ['wider', 'narrower', 'any'] as const,
      description: 'write a result that allows more, or less, or errs either way',
    })(),
    import: Flags.boolean({
      description: 'with --to terraform: also import blocks, which adopt the objects that the cluster has already',
    }),
    'require-proof': Flags.boolean({description: 'refuse a result that was not compared with the source'}),
    'output-dir': Flags.string({helpValue: 'DIR', description: 'write one file an object instead of standard output'}),
    'witness-dir': Flags.string({
      helpValue: 'DIR',
      description: 'write the cluster that shows a difference, to try it',
    }),
    output: Flags.option({char: 'o', options: ['yaml', 'json'] as const, description: 'json for programs'})(),
    ...selectionFlags,
  };

  async run(): Promise<void> {
    const {flags, raw} = await this.parse(Convert);
    if (flags.import && flags.to !== 'terraform') throw new UsageError('--import goes with --to terraform alone');
    // Documents are the text of this verb: only JSON is a report for programs.
    const session = await openSession({...flags, output: flags.output === 'json' ? 'json' : undefined}, raw, 'any');
    const {refuse} = await import('../cli/present.ts');
    const refused = {documents: [], losses: [], certificate: null};
    if (!session.ready) return refuse(session, 'Conversion', session.obstacles, refused);
    const {selectPolicies} = await import('../cli/selection.ts');
    const {convert} = await import('../convert/convert.ts');
    const conversion = await convert({
      loaded: selectPolicies(session, flags),
      to: flags.to,
      from: flags.from,
      allow: flags.allow ?? 'equal',
      imports: flags.import,
      cni: flags.cni,
    });
    if ('diagnostic' in conversion) return refuse(session, 'Conversion', [conversion.diagnostic], refused);
    const {presentConversion} = await import('../cli/present-conversion.ts');
    await presentConversion(session, conversion, flags);
  }
}
