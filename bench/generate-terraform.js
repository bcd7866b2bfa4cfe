// Terraform: a configuration of many modules, and a plan as `terraform show -json` prints it.

/** A root with `modules` local modules of 20 resources each, as files by path. */
export function* terraformModules(modules) {
  const calls = Array.from(
    {length: modules},
    (_, index) => `module "team_${index}" {\n  source = "./team-${index}"\n  team   = "team-${index}"\n}\n`,
  );
  yield ['main.tf', calls.join('\n')];
  for (let index = 0; index < modules; index++) yield [`team-${index}/main.tf`, teamModule(index)];
}

/** A namespace, ten deployments and nine policies, with the variables, locals and loops that people write. */
function teamModule(index) {
  const deployments = Array.from({length: 10}, (_, app) => deployment(app));
  const policies = Array.from({length: 9}, (_, app) => policy(app, index));
  return [header, ...deployments, ...policies].join('\n');
}

const header = `variable "team" {
  type = string
}

variable "ports" {
  type    = list(number)
  default = [8080, 9090]
}

locals {
  labels = { team = var.team, "app.kubernetes.io/part-of" = "shop" }
}

resource "kubernetes_namespace_v1" "team" {
  metadata {
    name   = var.team
    labels = local.labels
  }
}
`;

function deployment(app) {
  return `resource "kubernetes_deployment_v1" "app_${app}" {
  metadata {
    name      = "app-${app}"
    namespace = kubernetes_namespace_v1.team.metadata[0].name
  }
  spec {
    replicas = 2
    selector {
      match_labels = { app = "app-${app}" }
    }
    template {
      metadata {
        labels = merge(local.labels, { app = "app-${app}" })
      }
      spec {
        container {
          name  = "app"
          image = "registry.example/app-${app}:\${var.team}"
          port {
            name           = "http"
            container_port = 8080
          }
        }
      }
    }
  }
}
`;
}

function policy(app, index) {
  return `resource "kubernetes_network_policy_v1" "app_${app}" {
  metadata {
    name      = "app-${app}"
    namespace = kubernetes_namespace_v1.team.metadata[0].name
  }
  spec {
    pod_selector {
      match_labels = { app = "app-${app}" }
    }
    policy_types = ["Ingress", "Egress"]
    ingress {
      from {
        pod_selector {
          match_labels = { app = "app-${(app + 1) % 10}" }
        }
      }
      dynamic "ports" {
        for_each = var.ports
        content {
          port     = ports.value
          protocol = "TCP"
        }
      }
    }
    egress {
      to {
        ip_block {
          cidr   = cidrsubnet("10.0.0.0/8", 8, ${index % 256})
          except = [cidrsubnet("10.0.0.0/8", 16, ${(index % 256) * 256})]
        }
      }
    }
  }
}
`;
}

/** So many policies with their namespaces, each in all sections of the plan; a tenth of them changes. */
export function* terraformPlan(count) {
  yield '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[';
  yield* each(count, (index) => ({
    ...head(index),
    schema_version: 0,
    values: values(index),
    sensitive_values: mask(false),
  }));
  yield ']}},"resource_changes":[';
  yield* each(count, change);
  yield '],"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{"resources":[';
  yield* each(count, (index) => ({
    ...head(index),
    schema_version: 0,
    values: before(index),
    sensitive_values: mask(false),
  }));
  yield ']}}},"configuration":{"root_module":{"resources":[';
  yield* each(count, (index) => ({
    ...head(index),
    provider_config_key: 'kubernetes',
    expressions: expressions(),
    schema_version: 0,
  }));
  yield ']}},"timestamp":"2025-01-01T00:00:00Z","applyable":true,"complete":true,"errored":false}\n';
}

function* each(count, make) {
  for (let index = 0; index < count; index++) yield `${index > 0 ? ',' : ''}${JSON.stringify(make(index))}`;
}

function head(index) {
  return {
    address: `kubernetes_network_policy_v1.policy_${index}`,
    mode: 'managed',
    type: 'kubernetes_network_policy_v1',
    name: `policy_${index}`,
    provider_name: 'registry.terraform.example/hashicorp/kubernetes',
  };
}

function change(index) {
  const changes = index % 10 === 0;
  const actions = [changes ? 'update' : 'no-op'];
  return {
    ...head(index),
    change: {
      actions,
      before: before(index),
      after: values(index),
      after_unknown: changes ? mask({}) : {},
      before_sensitive: mask(false),
      after_sensitive: mask(false),
    },
  };
}

function values(index, port = '8080') {
  const peer = {ip_block: [], namespace_selector: [], pod_selector: [selector({app: `app-${(index + 1) % 50}`})]};
  const block = {ip_block: [{cidr: `10.${index % 256}.0.0/16`, except: []}], namespace_selector: [], pod_selector: []};
  const metadata = {
    annotations: {},
    generate_name: '',
    generation: 1,
    labels: {team: `team-${index % 20}`},
    name: `policy-${index}`,
    namespace: `ns-${index % 500}`,
    resource_version: `${100000 + index}`,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  };
  const spec = {
    egress: [{ports: [], to: [block]}],
    ingress: [{from: [peer], ports: [{end_port: null, port, protocol: 'TCP'}]}],
    pod_selector: [selector({app: `app-${index % 50}`})],
    policy_types: ['Ingress', 'Egress'],
  };
  return {id: `ns-${index % 500}/policy-${index}`, metadata: [metadata], spec: [spec]};
}

function before(index) {
  return index % 10 === 0 ? values(index, '9090') : values(index);
}

function selector(labels) {
  return {match_expressions: [], match_labels: labels};
}

/** What is unknown or sensitive of such a policy: nothing, in Terraform's own many words. */
function mask(leaf) {
  const peer = {ip_block: [], namespace_selector: [], pod_selector: [{match_expressions: [], match_labels: {}}]};
  const block = {ip_block: [{except: []}], namespace_selector: [], pod_selector: []};
  const spec = {
    egress: [{ports: [], to: [block]}],
    ingress: [{from: [peer], ports: [{}]}],
    pod_selector: [{match_expressions: [], match_labels: {}}],
    policy_types: [leaf, leaf].map((each) => each === true),
  };
  return {metadata: [{annotations: {}, labels: {}}], spec: [spec]};
}

function expressions() {
  const constant = (constant_value) => ({constant_value});
  const metadata = {
    labels: constant({team: 'x'}),
    name: {references: ['each.key', 'each']},
    namespace: constant('shop'),
  };
  const rule = {
    from: [{pod_selector: [{match_labels: {references: ['local.labels']}}]}],
    ports: [{port: constant('8080')}],
  };
  return {metadata: [metadata], spec: [{ingress: [rule], pod_selector: [{}], policy_types: constant(['Ingress'])}]};
}
