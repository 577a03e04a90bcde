{{- define "automation.image" -}}
{{- $digest := get .root.Values.images.digests .name -}}
{{- with .root.Values.images.registry }}{{ . }}/{{ end }}{{ .root.Values.images.prefix }}-{{ .name }}
{{- if $digest }}@{{ $digest }}{{ else }}:{{ .root.Values.images.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{- /* What the other values say to the server. What stands in `settings` is stronger. */}}
{{- define "automation.settings" -}}
AAC_MODE: server
PUBLIC_URL: https://{{ .Values.hosts.dashboard }}
REPORTS_ORIGIN: https://{{ .Values.hosts.reports }}
# Only what runs in sandboxes asks there, and those do not reach the cluster's own addresses.
PRODUCER_URL: https://{{ .Values.hosts.api }}
# What lets people in is the only one before the producers.
TRUST_PROXY: "1"
{{- if not .Values.redis.urlFromSecret }}
REDIS_URL: {{ .Values.redis.url }}
{{- end }}
{{- if eq .Values.sandboxes.kind "engine" }}
SANDBOX_BLOCK: {{ .Values.sandboxes.block | quote }}
{{- end }}
{{- if eq .Values.reports.kind "s3" }}
S3_BUCKET: {{ .Values.reports.s3.bucket }}
S3_REGION: {{ .Values.reports.s3.region | quote }}
{{- with .Values.reports.s3.endpoint }}
S3_ENDPOINT: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "automation.labels" -}}
app: {{ . }}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/part-of: automation
{{- end }}

{{- define "automation.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .group }}
fsGroup: {{ .group }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "automation.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* Where pods go, and with what they pull their images: root, and the `pods` of its values. */}}
{{- define "automation.placement" -}}
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- range $field := list "priorityClassName" "nodeSelector" "tolerations" "affinity" }}
{{- with get $.pods $field }}
{{ $field }}: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "automation.secret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secrets.name }}
      key: {{ .key }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{- define "automation.secretsOfBoth" -}}
{{ include "automation.secret" (dict "root" . "name" "MONGO_URI" "key" "mongo-uri") }}
{{ include "automation.secret" (dict "root" . "name" "RABBITMQ_URL" "key" "rabbitmq-url") }}
{{ include "automation.secret" (dict "root" . "name" "ENCRYPTION_KEY" "key" "encryption-key") }}
{{- range $key := list "encryption-keys-old" "gemini-api-key" "openai-api-key" "anthropic-api-key" "llm-api-key" "otel-exporter-otlp-headers" "metrics-token" }}
{{ include "automation.secret" (dict "root" $ "name" (upper $key | replace "-" "_") "key" $key "optional" true) }}
{{- end }}
{{- if .Values.redis.urlFromSecret }}
{{ include "automation.secret" (dict "root" . "name" "REDIS_URL" "key" "redis-url") }}
{{- end }}
{{- if eq .Values.reports.kind "s3" }}
{{ include "automation.secret" (dict "root" . "name" "S3_ACCESS_KEY_ID" "key" "s3-access-key-id" "optional" true) }}
{{ include "automation.secret" (dict "root" . "name" "S3_SECRET_ACCESS_KEY" "key" "s3-secret-access-key" "optional" true) }}
{{- end }}
{{- end }}

{{- define "automation.volumeMounts" -}}
- name: data
  mountPath: /data
- name: tmp
  mountPath: /tmp
{{- if eq .Values.reports.kind "claim" }}
- name: reports
  mountPath: /app/reports
{{- end }}
{{- end }}

{{- define "automation.volumes" -}}
- name: data
  emptyDir:
    sizeLimit: 1Gi
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
{{- if eq .Values.reports.kind "claim" }}
- name: reports
  persistentVolumeClaim:
    claimName: reports-pvc
{{- end }}
{{- end }}

{{- define "automation.probes" -}}
startupProbe:
  httpGet:
    path: /health/live
    port: {{ . }}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /health/live
    port: {{ . }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /health
    port: {{ . }}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}

{{- define "automation.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app: {{ . }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app: {{ . }}
{{- end }}

{{- define "automation.fromOurs" -}}
- from:
    - podSelector:
        matchExpressions:
          - key: app
            operator: In
            values: [automation-producer, automation-worker]
  ports:
    - port: {{ . }}
{{- end }}

{{- define "automation.toNames" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    # A node's own cache of names.
    - ipBlock:
        cidr: 169.254.20.10/32
  ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end }}

{{- define "automation.toServer" -}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: to-{{ .name }}
  labels:
    {{- include "automation.labels" "automation-network" | nindent 4 }}
spec:
  podSelector:
    matchExpressions:
      - key: app
        operator: In
        values: [automation-producer, automation-worker]
  policyTypes: [Egress]
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: {{ .name }}
      ports:
        - port: {{ .port }}
{{- end }}

{{- define "automation.toManaged" -}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: to-{{ .name }}
  labels:
    {{- include "automation.labels" "automation-network" | nindent 4 }}
spec:
  podSelector:
    matchExpressions:
      - key: app
        operator: In
        values: [automation-producer, automation-worker]
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [169.254.0.0/16]
      ports:
        {{- range .ports }}
        - port: {{ . }}
        {{- end }}
{{- end }}

{{- define "automation.wayIn" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ get .root.Values.networkPolicies (print .way "Namespace") }}
{{- range .root.Values.networkPolicies.ingressCidrs }}
- ipBlock:
    cidr: {{ . }}
{{- end }}
{{- end }}

{{- define "automation.toTheWorld" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [169.254.0.0/16]
  ports:
    {{- range .Values.networkPolicies.egressPorts }}
    - port: {{ . }}
    {{- end }}
{{- end }}
