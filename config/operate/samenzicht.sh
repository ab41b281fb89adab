#!/bin/sh
# /usr/local/sbin/samenzicht: type a command as the account of the service, with all its settings. For root.
set -e
set -a
for each in samenzicht keeper owner; do
	. "${SAMENZICHT_ETC:-/etc/samenzicht}/$each.env"
done
HOME="$SAMENZICHT_DATA"
set +a
cd "$SAMENZICHT_DATA"
exec setpriv --reuid samenzicht --regid samenzicht --init-groups --inh-caps=-all --no-new-privs \
	/usr/local/lib/samenzicht/.venv/bin/samenzicht "$@"
