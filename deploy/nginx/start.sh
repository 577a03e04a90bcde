#!/bin/sh
# Completes the configuration of nginx by what the environment says, and becomes nginx: start.sh dashboard|docs.
#   PRODUCER_UPSTREAM  host:port of the producers, to which the API's paths are passed on; none are where it is empty
#   API_URL            where the API is, when pages have to look for it on another host: https://api.example.org
#   PORT               where to listen; 8080
#   RESOLVER           who knows the producers' addresses; default: whom /etc/resolv.conf names
set -eu
site=$1
conf=$(cd "$(dirname "$0")" && pwd)
dir=${NGINX_DIR:-/tmp/nginx}
mkdir -p "$dir"

fail() {
  echo "start.sh: $1" >&2
  exit 1
}
matches() { printf '%s' "$1" | grep -Eqx "$2"; }

port=${PORT:-8080}
upstream=${PRODUCER_UPSTREAM:-}
api=${API_URL:-}
matches "$port" '[0-9]+' || fail "PORT is \"$port\", which is no port."
if [ -n "$upstream" ]; then
  matches "$upstream" '[A-Za-z0-9._-]+:[0-9]+' || fail "PRODUCER_UPSTREAM is \"$upstream\": it has to be host:port, such as producer:3000."
fi
if [ -n "$api" ]; then
  matches "$api" 'https?://[A-Za-z0-9.-]+(:[0-9]+)?' || fail "API_URL is \"$api\": it has to be an origin, such as https://api.example.org."
fi
resolver=${RESOLVER:-$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2; exit }' /etc/resolv.conf 2>/dev/null || true)}
listen6=
[ -z "${LISTEN_IPV4_ONLY:-}" ] && [ -s /proc/net/if_inet6 ] && listen6="listen [::]:$port;"
in_page=
[ -n "$api" ] && in_page="gzip_static off; sub_filter 'name=\"aac-api\" content=\"\"' 'name=\"aac-api\" content=\"$api\"';"
producer=
[ -n "$upstream" ] && producer="include $dir/producer.conf;"

complete() {
  sed -e "s|@DIR@|$dir|g" -e "s|@CONF@|$dir|g" -e "s|@PORT@|$port|g" -e "s|@ROOT@|${SITE_ROOT:-/srv/$site}|g" \
    -e "s|@LISTEN_IPV6@|$listen6|g" -e "s|@API_IN_PAGE@|$in_page|g" -e "s|@PRODUCER@|$producer|g" \
    -e "s|@UPSTREAM@|$upstream|g" -e "s|@RESOLVER@|${resolver:-127.0.0.1}|g" -e "s|@API@|${api:+ $api}|g" "$conf/$1" >"$dir/$2"
}
for file in nginx policies headers docs-headers producer pass-on away; do complete "$file.conf" "$file.conf"; done
complete "$site.conf" site.conf
exec nginx -c "$dir/nginx.conf" -g "daemon off;"
