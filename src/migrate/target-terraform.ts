import {projectLabel} from './generated.ts';
import {marks, type TargetInput} from './target.ts';

const KIND = 'NetworkPolicy';

/**
 * The policies of target-kubernetes.ts as a module that owns its inputs: projects with their namespaces, the System
 * project, and the addresses of nodes. An empty list of addresses drops the whole resource, since a `dynamic` block
 * without an element would leave a rule that lets everyone in (migration.md 3d).
 */
export function terraformIsolation(input: TargetInput): string {
  const {isolation, withNodes} = input;
  const {projects, nodes} = isolation;
  const lists = entries(
    projects.isolated.map(({id, namespaces: names}) => [id, list(names)]),
    '    ',
  );
  const admitted = projects.system ? '[each.value, var.system_project]' : '[each.value]';
  return [
    variable('projects', 'The namespaces of each project that is isolated', 'map(list(string))', `{\n${lists}  }`),
    ...(projects.system
      ? [variable('system_project', 'The project that may enter all others', 'string', quote(projects.system.id))]
      : []),
    ...(withNodes
      ? [
          variable(
            'node_sources',
            'Where nodes send from, as pods on other nodes see it; empty: no policy for nodes is made',
            'list(string)',
            list(nodes.cidrs),
          ),
        ]
      : []),
    namespaces,
    policy('project_ingress', {
      name: nameFor(input, 'project-ingress'),
      each: 'local.namespaces',
      from: `dynamic "from" {
        for_each = toset(${admitted})
        content {
          namespace_selector {
            match_labels = { ${quote(projectLabel)} = from.value }
          }
        }
      }`,
    }),
    ...(withNodes
      ? [
          policy('from_nodes', {
            name: nameFor(input, 'from-nodes'),
            each: 'length(var.node_sources) > 0 ? local.namespaces : {}',
            from: `dynamic "from" {
        for_each = var.node_sources
        content {
          ip_block {
            cidr = from.value
          }
        }
      }`,
          }),
        ]
      : []),
  ].join('\n');
}

/** Namespaces are Rancher's to label: the module looks at them, and fails where one is of another project. */
const namespaces = `locals {
  namespaces = merge([for project, names in var.projects : { for name in names : name => project }]...)
}

data "kubernetes_namespace_v1" "project" {
  for_each = local.namespaces
  metadata {
    name = each.key
  }
  lifecycle {
    postcondition {
      condition     = lookup(self.metadata[0].labels, "${projectLabel}", "") == each.value
      error_message = "The namespace is not labelled with the project that var.projects names for it."
    }
  }
}
`;

function policy(
  resource: string,
  {name, each, from}: {readonly name: string; readonly each: string; readonly from: string},
): string {
  const labels = Object.entries(marks('')).map(
    ([key, value]) => [key, value === '' ? 'each.value' : quote(value)] as const,
  );
  return `resource "kubernetes_network_policy_v1" "${resource}" {
  for_each   = ${each}
  depends_on = [data.kubernetes_namespace_v1.project]
  metadata {
    name      = ${quote(name)}
    namespace = each.key
    labels = {
${entries(labels, '      ')}    }
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
    ingress {
      ${from}
    }
  }
}
`;
}

/** One name for all namespaces: the first that one of them makes necessary. */
function nameFor({isolation, freeName}: TargetInput, wanted: string): string {
  const all = isolation.projects.isolated.flatMap(({namespaces: names}) => names);
  return all.map((namespace) => freeName(KIND, namespace, wanted)).find((name) => name !== wanted) ?? wanted;
}

function variable(name: string, description: string, type: string, value: string): string {
  return `variable "${name}" {
  description = ${quote(description)}
  type        = ${type}
  default${value.includes('\n') ? '' : '    '} = ${value}
}
`;
}

/** Keys with the values beside them, as `terraform fmt` aligns them. */
function entries(pairs: readonly (readonly [string, string])[], indent: string): string {
  const keys = pairs.map(([key]) => quote(key));
  const width = Math.max(0, ...keys.map(({length}) => length));
  return pairs.map(([, value], index) => `${indent}${(keys[index] ?? '').padEnd(width)} = ${value}\n`).join('');
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quote).join(', ')}]`;
}

/** A template in the language would begin with these signs. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');
}
