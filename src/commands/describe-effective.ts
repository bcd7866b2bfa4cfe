import * as Args from '@oclif/core/args';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag, selectionFlags, stagedFlag} from '../cli/flags.ts';
import {openSession} from '../cli/session.ts';
import {verbs} from '../cli/verbs.ts';

export default class DescribeEffective extends BaseCommand {
  static override summary = verbs['describe-effective'].summary;
  static override usage = ['describe-effective [TARGET]... [-f FILE]...'];
  static override examples = [...verbs['describe-effective'].examples];
  static override args = {
    target: Args.string({
      multiple: true,
      ignoreStdin: true,
      description:
        'NAMESPACE/NAME, KIND/NAME, node/NAME; none: every pod of the input, or of the namespace of a cluster',
    }),
  };
  static override flags = {
    ...selectionFlags,
    staged: stagedFlag,
    output: outputFlag(['json', 'yaml'], 'json or yaml, for programs'),
  };

  async run(): Promise<void> {
    const {args, flags, raw} = await this.parse(DescribeEffective);
    const session = await openSession(flags, raw);
    const {refuse} = await import('../cli/present.ts');
    if (!session.ready) return refuse(session, 'EffectivePolicyList', session.obstacles);
    const {chooseTargets} = await import('../cli/selection.ts');
    const chosen = await chooseTargets(session, args.target ?? [], flags);
    if ('problems' in chosen) return refuse(session, 'EffectivePolicyList', chosen.problems);
    const {describeEffective} = await import('../evaluate/effective.ts');
    const {groupReplicas} = await import('../evaluate/replicas.ts');
    const {world, applied} = session.input.loaded;
    const {withProvedNotes} = await import('../prove/proved-notes.ts');
    const items = session.profiles.flatMap((profile) => {
      const described = describeEffective(profile, world, applied, chosen.endpoints);
      const noted = withProvedNotes(described, {profile, world, policies: applied});
      return groupReplicas(noted).map((group) => ({cni: profile.name, group}));
    });
    const {presentEffective} = await import('../cli/present-effective.ts');
    await presentEffective(session, items);
  }
}
