#!/bin/sh
# /usr/local/sbin/samenzicht: type a command as the account of the service, with all its settings. For root.
set -e
set -a
for each in samenzicht keeper owner; do
	. "/etc/samenzicht/$each.env"
done
set +a
export HOME="$SAMENZICHT_DATA"
cd "$SAMENZICHT_DATA"
exec setpriv --reuid samenzicht --regid samenzicht --init-groups --no-new-privs \
	/usr/local/lib/samenzicht/.venv/bin/samenzicht "$@"
