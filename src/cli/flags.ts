import * as Flags from '@oclif/core/flags';

/** Same letter, same meaning as kubectl (ecosystem.md section 4). Only flags that something implements are here. */
export const commonFlags = {
  filename: Flags.string({
    helpGroup: 'common',
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    description: 'a file, a directory, or - for standard input; may be repeated; without it the live cluster is read',
  }),
  recursive: Flags.boolean({
    helpGroup: 'common',
    char: 'R',
    description: 'read directories with all that is below them',
  }),
  namespace: Flags.string({
    helpGroup: 'common',
    char: 'n',
    helpValue: 'NAMESPACE',
    description: 'the namespace of names and manifests that give none',
  }),
  cni: Flags.string({
    helpGroup: 'common',
    default: 'auto',
    helpValue: 'NAME',
    description:
      'the engine to judge by, such as spec, calico, cilium, flannel, none or weave@2.8.1; auto goes by the cluster, else by the policies',
  }),
  'skip-invalid': Flags.boolean({
    helpGroup: 'common',
    description: 'answer without the documents that cannot be read, exit code as if complete',
  }),
  var: Flags.string({
    helpGroup: 'common',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    description: 'a Terraform input variable',
  }),
  'var-file': Flags.string({
    helpGroup: 'common',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    description: 'Terraform input variables from a .tfvars or .tfvars.json file',
  }),
  provider: Flags.string({
    helpGroup: 'common',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    description:
      'of several provider configurations in Terraform, each perhaps another cluster, the one to judge, such as kubernetes.east; repeated, they are one cluster',
  }),
  'allow-errored': Flags.boolean({
    helpGroup: 'common',
    description: 'also take a Terraform plan that failed half way, from which resources are missing',
  }),
  dns: Flags.string({
    helpGroup: 'common',
    helpValue: 'FILE',
    description: 'what domain names resolve to: YAML or JSON, a name with its address or a list of them',
  }),
  'warnings-as-errors': Flags.boolean({helpGroup: 'common', description: 'exit with 2 when there are warnings'}),
  verbose: Flags.boolean({helpGroup: 'common', char: 'v', description: 'also say what was skipped and assumed'}),
  debug: Flags.boolean({helpGroup: 'common', description: 'show stack traces'}),
};

/** Handed to kubectl untouched when a live cluster is read. */
export const connectionFlags = {
  context: Flags.string({helpGroup: 'cluster', helpValue: 'NAME', description: 'the kubeconfig context'}),
  cluster: Flags.string({helpGroup: 'cluster', helpValue: 'NAME', description: 'the kubeconfig cluster'}),
  user: Flags.string({helpGroup: 'cluster', helpValue: 'NAME', description: 'the kubeconfig user'}),
  kubeconfig: Flags.string({helpGroup: 'cluster', helpValue: 'FILE', description: 'the kubeconfig file'}),
  as: Flags.string({helpGroup: 'cluster', helpValue: 'USER', description: 'the user to impersonate'}),
  'as-group': Flags.string({
    helpGroup: 'cluster',
    helpValue: 'GROUP',
    multiple: true,
    multipleNonGreedy: true,
    description: 'a group to impersonate; may be repeated',
  }),
  'request-timeout': Flags.string({
    helpGroup: 'cluster',
    helpValue: 'TIME',
    description: 'how long one request to the server may take, such as 5s',
  }),
};

/** For verbs that ask what holds. */
export const stagedFlag = Flags.boolean({
  description: 'as if the staged policies of Calico were enforced: Delete removes a policy, any other action sets it',
});

/** Which objects of several are meant. */
export const selectionFlags = {
  'all-namespaces': Flags.boolean({char: 'A', description: 'all namespaces'}),
  selector: Flags.string({
    char: 'l',
    helpValue: 'SELECTOR',
    description: 'only what has these labels, such as app=web',
  }),
};

/** `-o`: text for people is the default where `text` says so. */
export function outputFlag<const T extends string>(formats: readonly T[], description: string) {
  return Flags.option({char: 'o', options: formats, description})();
}
