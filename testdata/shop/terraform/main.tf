variable "clients" {
  type    = list(string)
  default = ["web"]
}

resource "kubernetes_network_policy_v1" "db" {
  metadata {
    name      = "db"
    namespace = "shop"
  }
  spec {
    pod_selector {
      match_labels = { app = "db" }
    }
    policy_types = ["Ingress"]
    ingress {
      dynamic "from" {
        for_each = var.clients
        content {
          pod_selector {
            match_labels = { app = from.value }
          }
        }
      }
      ports {
        port     = "5432"
        protocol = "TCP"
      }
    }
  }
}
