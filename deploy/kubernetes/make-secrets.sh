#!/bin/sh
# Prints the Secret automation-secrets with new random keys, to be applied or sealed and not to be kept in a file:
#   MONGO_URI='mongodb+srv://…' deploy/kubernetes/make-secrets.sh automation-prod | kubectl apply -f -
# From the environment, where they are set: MONGO_URI, RABBITMQ_URL, REDIS_URL, SENDGRID_API_KEY, GEMINI_API_KEY.
# Twice is not the same: what ENCRYPTION_KEY has sealed only that key opens. Keep it where the database's backups are not.
set -eu
namespace=${1:?which namespace?}
random() { head -c "$1" /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
rabbitmq_pass=$(random 24)

line() { printf '  %s: %s\n' "$1" "$(printf %s "$2" | base64 | tr -d '\n')"; }
cat <<END
apiVersion: v1
kind: Secret
metadata:
  name: automation-secrets
  namespace: $namespace
type: Opaque
data:
END
line mongo-uri "${MONGO_URI:-mongodb://mongodb:27017/aac?replicaSet=rs0}"
line rabbitmq-url "${RABBITMQ_URL:-amqp://automation:$rabbitmq_pass@rabbitmq:5672}"
line rabbitmq-user automation
line rabbitmq-pass "$rabbitmq_pass"
line rabbitmq-erlang-cookie "$(random 32)"
line jwt-secret "$(random 32)"
line encryption-key "$(random 32)"
line aac-api-key "aac_$(random 32)"
line metrics-token "$(random 32)"
line sendgrid-api-key "${SENDGRID_API_KEY:-}"
line gemini-api-key "${GEMINI_API_KEY:-}"
[ -z "${REDIS_URL:-}" ] || line redis-url "$REDIS_URL"
