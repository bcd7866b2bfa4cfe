import type {Json} from '../base/json.ts';
import type {Code} from './codes.ts';
import type {Diagnostic} from './diagnostic.ts';

type Arguments = Readonly<Record<string, Json>>;

/** The text of a diagnostic: lower case start, no full stop, what is wrong and what to do (style.md, house rules). */
export function message(diagnostic: Diagnostic): string {
  return texts[diagnostic.code](diagnostic.arguments);
}

const texts: Record<Code, (args: Arguments) => string> = {
  'directory-empty': ({file}) =>
    `nothing to read in the directory ${quote(file)}: it holds no .json, .yaml, .yml or .tf file (-R looks deeper)`,
  'directory-too-large': ({file}) => `the directory ${quote(file)} holds too many files, name a smaller one`,
  'file-binary': ({file}) => `${quote(file)} is no text file: it holds zero bytes`,
  'file-missing': ({file}) => `the path ${quote(file)} does not exist`,
  'file-too-large': ({file}) => `${quote(file)} is too large to read, split it or leave out kinds that do not matter`,
  'file-unreadable': ({file, reason}) => `cannot read ${quote(file)}: ${reason}`,
  'file-zip': ({file}) =>
    `${quote(file)} is a zip archive, perhaps a binary Terraform plan: run terraform show -json and give its output`,
  'input-empty': ({inputs}) => `no objects found in ${list(inputs)}`,
  'url-unsupported': ({file}) => `${quote(file)} is a URL, which is not read: download it and give the file`,

  'json-unreadable': () =>
    'what begins here is no valid JSON, is cut off, or has more than 64 MB; write the file again or leave this object out',
  'key-repeated': ({text}) => `the key ${quote(text)} is repeated; the last one counts, as with kubectl`,
  'nesting-too-deep': ({limit}) =>
    `found more than ${limit} levels of nesting, expected less; the document is not read`,
  'yaml-aliases': ({text}) => `the document is not read: ${text}`,
  'yaml-ignored': () => 'text behind the document end "..." is ignored, as by kubectl; separate documents with "---"',
  'yaml-separator': ({found}) => `found ${quote(found)} behind "---", expected the end of the line`,
  'yaml-syntax': ({text}) => `${text}`,
  'yaml-too-large': ({megabytes}) =>
    `the YAML document is larger than ${megabytes} MB, use JSON (kubectl get -o json) or split it`,

  'kinds-absent': ({kinds}) => `this cluster does not have: ${list(kinds)}`,
  'kinds-forbidden': ({kinds}) =>
    `not allowed to list: ${list(kinds)}; verdicts that depend on them are unknown, ask for the right to list them`,
  'kinds-of-one-namespace': ({kinds, namespace}) =>
    `only the objects of namespace ${quote(namespace)} could be read, listing all namespaces is forbidden: ${list(kinds)}`,
  'kinds-unreadable': ({kinds, reason}) => `cannot read from the cluster: ${list(kinds)}: ${reason}`,
  'kubectl-failed': ({reason}) => `cannot read the cluster: ${reason}; check the context, or read files with -f`,
  'kubectl-missing': ({kubectl}) =>
    `cannot find ${quote(kubectl)} to read the cluster; install kubectl, name it in KUBECTL_PATH, or read files with -f`,

  'api-version-removed': ({apiVersion, use, since}) =>
    `${quote(apiVersion)} is read, but no server since Kubernetes ${since} knows it; write ${use}`,
  'cidr-not-canonical': ({path, value, why}) =>
    `${path}: ${quote(value)} has ${String(why).replaceAll('-', ' ')}; servers from Kubernetes 1.36 on refuse it`,
  'cidr-not-short': ({path, value, use}) => `${path}: ${quote(value)} is not in short form; write ${quote(use)}`,
  'null-item': ({path}) =>
    `${path}: an empty list item is the empty object to the API server; write it out or remove it`,
  'rules-without-type': ({direction}) =>
    `spec.${direction}: these rules have no effect, since policyTypes does not name ${direction === 'egress' ? 'Egress' : 'Ingress'}`,
  'api-version-unknown': ({apiVersion, kind, known}) =>
    `${kind} of ${quote(apiVersion)} is not known here; known: ${list(known)}`,
  'combination-invalid': ({path, reason}) => (path ? `${path}: ${reason}` : `${reason}`),
  'carried-too-deep': ({limit}) =>
    `documents carry documents more than ${limit} times over; the innermost are not read`,
  'document-duplicate': ({kind, name, first}) =>
    `${kind} ${quote(name)} is defined again (first at ${first}); the last one counts, as with kubectl apply`,
  'document-untyped': ({found}) => `found ${found}, expected an object with apiVersion and kind`,
  'field-missing': ({path}) => `${path} is missing`,
  'field-type': ({path, found, expected}) => `${path}: found ${found}, expected ${expected}`,
  'field-unknown': ({path, hint}) =>
    `${path}: unknown field${hint ? `, did you mean ${quote(hint)}?` : '; the API server drops it or refuses the object'}`,
  'field-unsupported': ({path, effect}) => `${path} is not supported yet: ${effect}`,
  'kind-unsupported': ({kind, effect}) => `${kind} is not supported: ${effect}`,
  'list-nested': ({kind}) => `a ${kind} inside a List is refused by kubectl; put its items into the List`,
  'namespace-assumed': ({namespace}) => `no namespace is given, ${quote(namespace)} is assumed`,
  'never-matches': ({path, reason}) => `${path} never matches: ${reason}`,
  'null-absent': ({path}) => `${path} is null and read as absent; leave the key out or give it a value`,
  'option-needed': ({path, option}) =>
    `${path} works only with the option ${option}, which is off unless the cluster sets it`,
  'order-tied': ({policies, stage, more}) =>
    `${list(policies)} have the same order in tier ${quote(stage)} and can decide the same traffic differently: the first comes first by its name alone${more === 0 ? '' : `; so ${more === 1 ? 'does 1 more pair' : `do ${more} more pairs`} of this order`}; give them different orders`,
  'policies-conflict': ({path, what, first}) =>
    `${path}: the engine cannot merge ${what} (the other: ${first}); endpoints under both keep the policy they had before`,
  'policy-refused': ({kind, name}) =>
    `${kind} ${quote(name)} is refused by its engine as a whole: none of its rules is in force`,
  'policy-types-missing': ({kind, types}) =>
    `${kind} of crd.projectcalico.org/v1 has no spec.types, so it isolates ${list(types)}; name the types`,
  'selector-invalid': ({path, selector, offset, reason}) =>
    `${path}: selector ${quote(selector)} is wrong at character ${Number(offset) + 1}: ${reason}`,
  'shape-early': ({path}) =>
    `${path}: only servers with network-policy-api up to v0.1.2 know this field, and so it is read here; a later one refuses it, or drops it and selects every namespace: write the selector into the field above`,
  'tier-missing': ({policy, tier}) =>
    `${policy} is in tier ${quote(tier)}, which does not exist: the engine asks it last, and what it does not allow is dropped`,
  'value-invalid': ({path, value, reason}) => `${path}: invalid value ${quote(value)}: ${reason}`,
  'value-misleading': ({path, reason}) => `${path}: ${reason}`,
  'workload-unknown-kind': ({apiVersion, kind}) =>
    `${kind} of ${apiVersion} is no kind known here; its pod template is taken for a workload`,

  'address-missing': ({count, names}) =>
    `policies speak of addresses, and ${count === 1 ? '1 pod has' : `${count} pods have`} no known address (${few(count, names)}): what depends on it is unknown`,
  'address-shared': ({count, names}) =>
    `${count === 1 ? '1 address is' : `${count} addresses are`} shared by different pods (${few(count, names)}): what policies say of an address holds for both, and engines may take one pod for the other`,
  'answer-too-large': ({found, unit, limit, format, example}) =>
    `the answer has ${number(found)} ${unit}, more than the ${number(limit)} that ${format} may have; ask for less with --focus, --from, --to or --port, such as ${example}`,
  'cni-unknown': ({name, known}) => `the engine ${quote(name)} is not known; known: ${list(known)}`,
  'cni-version-invalid': ({name, version}) =>
    `cannot read ${quote(version)} as a version of ${name}, use such as ${name}@1.14`,
  'dialect-unknown': ({name, known}) => `the dialect ${quote(name)} is not known; known: ${list(known)}`,
  'difference-too-large': ({found, limit}) =>
    `${number(found)} connections differ, more than the ${number(limit)} that are listed; compare a part at a time, such as the manifests of one namespace with its workloads`,
  'engines-differ': ({before, after}) =>
    `the input before is judged as ${before}, the one after as ${after}, by the policies of each; --cni judges both alike`,
  'hcl-syntax': ({reason}) => `not a Terraform configuration: ${reason}`,
  'terraform-apply-fails': ({reason, advice}) => `Terraform plans this, but applying it fails: ${reason}; ${advice}`,
  'terraform-block-invalid': ({reason}) => `Terraform refuses this: ${reason}`,
  'terraform-changes-ignored': ({address}) =>
    `Terraform leaves alone what others change of ${address} (ignore_changes), so that the cluster may have something else; a plan knows what`,
  'terraform-duplicate': ({what, first}) => `${what} is defined again (first at ${first}); Terraform refuses this`,
  'terraform-evaluation': ({what, reason}) => `${what} cannot be evaluated: ${reason}`,
  'terraform-expressions-lost': ({lost}) =>
    `the first match_expressions block is empty, so the provider drops ${lost ? `it and the ${lost} behind it` : 'it'} and the selector widens; fill it in or remove it`,
  'terraform-forgotten': ({address}) => `${address} stays in the cluster, but is no longer managed`,
  'terraform-instances-unknown': ({reason}) => `how many instances there are is not known: ${reason}`,
  'terraform-label-dropped': ({label}) =>
    `the value of label ${quote(label)} is null, so the provider drops it and the selector widens; give it a value`,
  'terraform-module-opaque': ({source, reason}) =>
    `the module ${quote(source)} is not read (${reason}); it may hold policies: use a plan (terraform show -json)`,
  'terraform-never-settles': ({value, read}) =>
    `${quote(value)} is read as ${quote(read)}, so every plan shows a change; write ${quote(read)}`,
  'terraform-plan-errored': () =>
    'the plan failed half way, so resources are missing from it; mend the error and plan again, or take it as it is with --allow-errored',
  'terraform-plan-partial': ({reason}) => `the plan is partial: ${reason}`,
  'terraform-plan-version': ({version, what}) =>
    `${what} of format version ${quote(version)} is not known here; known: 1.x`,
  'terraform-provider-unknown': ({name, known}) =>
    `no resource is of the provider configuration ${quote(name)}; there are: ${list(known)}`,
  'terraform-providers': ({providers}) =>
    `resources of several provider configurations (${list(providers)}) may live in several clusters`,
  'terraform-type-unknown': ({type, near}) => {
    const hint = Array.isArray(near) && near.length > 0 ? `, did you mean ${near.join(' or ')}?` : '';
    return `no version of the provider is known to have the type ${type}${hint}`;
  },
  'terraform-resource-unseen': ({address, reason}) => `${address} may add or change policies and workloads: ${reason}`,
  'terraform-rule-opened': ({block}) =>
    `the dynamic ${quote(block)} block makes nothing, and without any ${quote(block)} the rule is open to all`,
  'terraform-value-unknown': ({reason}) => `${reason}; a plan (terraform show -json) may know it`,
  'terraform-variable-missing': ({name}) =>
    `the variable ${quote(name)} has no value; give it with --var ${name}=... or --var-file`,

  'plan-direction-closed': ({address, direction}) =>
    `${address} lists ${direction === 'egress' ? 'Egress' : 'Ingress'} and has no ${direction} block: it allows nothing ${direction === 'egress' ? 'out, DNS included' : 'in'}`,
  'plan-drift': ({address, gone, attributes, undone}) =>
    `${address} was ${gone ? 'deleted' : 'changed'} beside Terraform since the last apply${gone ? '' : ` (${few(Array.isArray(attributes) ? attributes.length : 0, Array.isArray(attributes) ? attributes.slice(0, 5) : attributes)})`}; this plan ${undone ? 'changes it again' : 'leaves it so'}`,
  'plan-missing': ({file, found}) =>
    `${quote(file)} is no Terraform plan${found === undefined ? '' : ` but ${found}`}; run terraform show -json PLAN > plan.json and give that file`,
  'plan-object-twice': ({object, deleted, created}) =>
    `${object} is deleted as ${deleted} and created as ${created}: it is one object, and which comes last is left open; use a moved block`,
  'plan-rule-open': ({address, attribute, direction, allTraffic, emptied}) =>
    `${address}: ${attribute} ${emptied ? 'loses all its peers' : 'names no peers'}, so it allows ${allTraffic ? 'everything' : 'its ports'} ${direction === 'egress' ? 'to' : 'from'} everyone; an empty block means all, also where a dynamic block makes nothing`,
  'plan-unmanaged-unseen': () =>
    'only what the plan manages is judged: other policies and workloads are unseen; add them with -f, or name cluster',
  'plan-value-hidden': ({address, attributes, used}) =>
    `${address} changes sensitive values (${list(attributes)}): ${used ? 'they decide, and are not shown' : 'what they decide is not told without workloads'}`,
  'plan-window': ({address, policy}) =>
    `${address} is deleted before it is created again: for a moment ${policy} is not there and what it isolates is open; use create_before_destroy with another name`,
  'review-across-namespaces': ({from, to, count, example}) =>
    `opened across namespaces: from ${quote(from)} to ${quote(to)} (${example}${Number(count) > 1 ? ` and ${Number(count) - 1} more` : ''})`,
  'review-dns-cut': ({count, names}) =>
    `cut off from DNS: ${few(count, names)} cannot ask kube-dns on UDP port 53 after the apply`,
  'review-isolation-removed': ({direction, count, names}) =>
    `isolation removed: no policy restricts ${direction} of ${few(count, names)} any more`,
  'review-opened-outside': ({direction, count, names}) =>
    `opened to the world: ${few(count, names)} may ${direction === 'egress' ? 'reach' : 'be reached from'} any address outside`,
  'review-selects-nothing': ({policy}) => `${policy} selects no pod here, so it has no effect; check its selector`,
  'review-stand-ins': ({left}) =>
    `no pods and no workloads are known: the connections are between pods made up to show each change, named by their labels${left ? ` (${left} more changed resources are not shown)` : ''}; add yours with -f, or name cluster`,

  'http-invalid': ({found}) =>
    `cannot read the request ${quote(found)}, use 'METHOD [HOST] PATH' such as 'GET /health'`,
  'policies-missing': () => 'no policies were found, so there is nothing to convert',
  'service-port-unknown': ({service, protocol, port}) =>
    `service ${quote(service)} has no port ${protocol}:${port} that leads to a backend here`,
  'table-column-missing': ({column}) =>
    `the first line names no column ${quote(column)}; a table of connections begins with from, to, protocol and port, separated by tabs`,
  'table-line-too-long': ({limit}) => `the line has more than ${limit} characters; it is not read, nor what follows`,
  'table-verdict-invalid': ({found}) => `found the verdict ${quote(found)}, expected allow, deny or unknown`,
  'question-invalid': ({bad, found}) =>
    ({
      protocol: `${quote(found)} is no protocol, use TCP, UDP, SCTP, ICMP, ICMPv6 or a number up to 255`,
      port: `${quote(found)} is no port, use a number from 0 to 65535`,
      portless: `found the port ${quote(found)} for a protocol that has none; a question is PROTOCOL:PORT, such as TCP:80`,
      icmp: `${quote(found)} is no ICMP type and code, use such as 8/0`,
    })[String(bad)] ?? `cannot read ${quote(found)}`,
  'staged-deletes-nothing': ({kind, name, missing}) =>
    `${kind} ${quote(name)} deletes nothing: there is no ${missing} of that name`,
  'target-ambiguous': ({text, near}) => `${quote(text)} names several workloads, say which: ${list(near)}`,
  'target-empty': ({text}) => `service ${quote(text)} has no endpoints here`,
  'target-unknown': ({text, near}) =>
    `nothing here is called ${quote(text)}${Array.isArray(near) && near.length > 0 ? `, did you mean ${near.join(' or ')}?` : ''}`,
  'clusters-several': ({providers}) =>
    `the provider configurations ${list(providers)} may be clusters of their own, which are judged apart: choose one with --provider, or name all that are one cluster`,
  'world-missing': () =>
    'the input holds no pods and no workloads, so there is nobody to ask about; add them with -f, or read a cluster',
  'world-one-sided': ({holds}) =>
    `only the input ${holds} holds pods or workloads, so both are asked about those; -f gives what both share`,

  'ambiguous-priority': ({policies, verdict, other}) =>
    `${list(policies)} have equal priority, and the API leaves their order open: by name the answer is ${verdict}, in another order it is ${other}; give them different priorities`,
  'baseline-per-direction': ({verdict, other}) =>
    `an engine may ask the baseline only for pods that no NetworkPolicy selects in either direction: then the answer is ${other}; asked per direction, as the API means it, it is ${verdict}`,
  'flow-cut': () =>
    'the recorded flows end in the middle of a record, so the file was cut; what stands before it is answered',
  'flow-invalid': ({reason}) => `the recorded flow cannot be read: ${reason}`,
  'flow-unknown': () =>
    'the record is no flow of Hubble or of Calico that is known here, or of another version; expected hubble observe -o jsonpb, or the flows of Whisker',
  'flow-unreadable': () => 'the line holds no JSON object',

  'creator-misleading': ({policy}) =>
    `${policy} carries cattle.io/creator=norman: Rancher deletes it with its own when isolation is switched off; remove the label`,
  'engine-idle': ({engine}) =>
    `${engine} runs here and enforces no policy: everything is open, and the result closes what the policies say`,
  'engines-several': ({engines}) =>
    `agents of several engines run: ${list(engines)}; the first is taken for the one that enforces, --cni names another`,
  'everyone-selected': ({policy}) =>
    `${policy} selects every pod, also DNS and the ingress controller of the System project, which Rancher keeps open; select the other projects with namespaceSelector`,
  'isolation-absent': () =>
    'no project isolation found: no np-default policy of Rancher, so nothing is to be moved and nothing is written',
  'isolation-mixed': ({left, without}) =>
    [
      'the isolation is neither all of Rancher nor all moved',
      ...(isEmpty(without) ? [] : [`namespaces of projects that nothing isolates: ${list(without)}`]),
      ...(isEmpty(left) ? [] : [`left of Rancher: ${list(left)}`]),
    ].join('; '),
  'isolation-present': ({policies}) =>
    `${policies} policies are Rancher's own and go on being kept by it; --from rancher puts others in their place`,
  'isolation-without-nodes': ({namespaces}) =>
    `no hn-nodes policy in ${list(namespaces)}: nodes other than a pod's own cannot reach it there; the result lets them in`,
  'labels-of-namespaces': ({policy, labels}) =>
    `${policy} selects pods by ${list(labels)}, which only namespaces carry; use namespaceSelector`,
  'migration-denies-flows': ({count}) =>
    `nothing is written: the result denies ${count} recorded flows that were allowed; --allow narrower accepts that`,
  'migration-empty': () => 'no policies found to be moved, so nothing is written',
  'migration-files-left': ({directory, left}) =>
    `${list(left)} in ${quote(directory)}: left of an earlier run and no part of the result any more; delete what you do not need`,
  'migration-incomplete': () =>
    'nothing is written, since not everything could be read; --skip-invalid leaves that out',
  'migration-unproved': () =>
    'the result was not compared with what was, and a proof is required; give workloads with -f',
  'nodes-policy-open': () => 'this hn-nodes lists no address, which lets everyone in; the result lists nodes alone',
  'nodes-stale': ({stale, missing}) =>
    [
      'hn-nodes does not fit the nodes',
      ...(isEmpty(stale) ? [] : [`no node has ${list(stale)}`]),
      ...(isEmpty(missing) ? [] : [`not listed everywhere: ${list(missing)}`]),
    ].join('; '),
  'nodes-unknown': () =>
    'no address of a node is known, so nothing that lets nodes in is written: an empty list would let everyone in; give the nodes too',
  'pod-label-of-rancher': ({policy, label}) =>
    `${policy} finds its pod by the label ${label}, which Rancher alone puts on: a new pod will lack it, so that the host port closes; give the pod a label of its own`,
  'policy-name-taken': ({kind, wanted, used}) =>
    `a ${kind} of the user has the name ${quote(wanted)}; ${quote(used)} is written instead`,
  'project-id-invalid': ({id}) =>
    `the project id ${quote(id)} cannot be part of an object's name; expected one such as p-b6jcw in field.cattle.io/projectId`,
  'project-mismatch': ({namespace, label, named}) =>
    `np-default lets in ${list(named)}, but namespace ${quote(namespace)} is labelled ${label === null ? 'with no project' : quote(label)}; the label counts`,
  'project-policy-replaced': ({namespace}) =>
    `a Service named default took the name of the project policy in namespace ${quote(namespace)}`,
  'service-without-selector': ({namespace, service}) =>
    `Service ${quote(service)} has a node port and no selector: Rancher opens every pod of namespace ${quote(namespace)} on it, and so does the result`,
  'system-project-unknown': () =>
    'the System project could not be told, so no other project may enter; give the namespace kube-system too',

  'blocks-inside-cluster': ({name}) =>
    `an ipBlock decides for ${quote(name)}, which is inside the cluster: whether blocks find pods and nodes is up to the engine, name yours with --cni`,
  'differs-from-kubernetes': ({engine, what, text}) =>
    `${engine} differs from Kubernetes here, where the answer is ${text}: ${what}`,
  'option-decides': ({option, what}) => `${what}; the input does not say whether the option ${option} is on`,
  'end-port-ignored': ({engine, range}) =>
    `${engine} reads no endPort: of ${range} only the first port is open; list the ports one by one`,
  'policy-redundant': ({policy, assumes}) =>
    `${policy} alone can go: nothing changes without it, ${inEveryCluster(assumes)}`,
  'rule-redundant': ({policy, path, assumes}) =>
    `${path} of ${policy} alone can go: nothing changes without it, ${inEveryCluster(assumes)}`,
  'rule-unreachable': ({policy, path, assumes}) =>
    `${path} of ${policy} never decides, ${inEveryCluster(assumes)}: all that it could match is decided before it`,
  'policy-not-evaluated': ({name, what}) => `${quote(name)}: the verdict leaves out ${what}`,
  'dataplane-differs': ({name, action}) =>
    `this is what the policies say; the usual dataplane has a rule of its own before them: ${action} (${name})`,
  hairpin: () =>
    'a pod that reaches itself through a Service: the API leaves this open, and engines judge, rewrite or drop it differently',
  'http-restricted': ({side}) => `${side}: the connection is allowed, but only some HTTP requests; ask with --http`,
  'kinds-hidden': ({what}) => `the answer may depend on ${what}`,
  'verdict-by-secrets': ({facts}) =>
    Array.isArray(facts) && facts.length > 0
      ? `decided by sensitive values, which are not shown: ${list(facts)}`
      : 'decided by a policy that is sensitive as a whole and not shown',
  'other-family-differs': ({family, verdict}) => `over IPv${family} the answer is ${verdict}`,
  'policy-ignored': ({engine, kind, name, why}) => `${engine} drops ${kind} ${quote(name)} as a whole: ${why}`,
  'port-name-undeclared': ({endpoint, name, protocol}) =>
    `${quote(endpoint)} declares no ${protocol} port called ${quote(name)}, so the rule opens nothing there`,
  'service-port-in-rule': ({service, port, target}) =>
    `a rule has port ${port} of service ${quote(service)}; policies see the target port, write ${target}`,
  'service-address': ({address, service}) =>
    `${address} is an address of service ${quote(service)}, which is replaced by that of a backend before policies look; this answer is for the bare address, so ask for the service by its name`,
  'service-headless': ({service, port, target}) =>
    `service ${quote(service)} is headless, so its ports are not translated: this asks for port ${port} of the pods themselves, while the Service leads to ${target}`,
  'undefined-by-api': ({what}) => `the API does not define ${what}; this is how the recorded engines answer`,
};

function quote(value: Json | undefined): string {
  return JSON.stringify(value ?? null);
}

/** Digits in groups of three. */
function number(value: Json | undefined): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The first names of `count`, of which not all are given. */
function few(count: Json | undefined, names: Json | undefined): string {
  const more = Array.isArray(names) && Number(count) > names.length ? ', ...' : '';
  return `${list(names)}${more}`;
}

/** Where a proof holds: everywhere, but for what was taken for granted. */
function inEveryCluster(assumes: Json | undefined): string {
  return `in every possible cluster${isEmpty(assumes) ? '' : `, taking for granted that ${list(assumes)}`}`;
}

function isEmpty(values: Json | undefined): boolean {
  return Array.isArray(values) && values.length === 0;
}

function list(values: Json | undefined): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}
