#!/bin/sh
# /usr/local/sbin/samenzicht: type a command as the account of the service, with all its settings. For root.
# The settings are read as systemd reads them: what stands between the double quotes, and nothing in it means anything.
set -e
for each in samenzicht keeper owner; do
	while IFS= read -r line || [ -n "$line" ]; do
		name=${line%%=*} value=${line#*=}
		case $name in "$line" | "" | *[!A-Z_]*) continue ;; esac
		case $value in \"*\") value=${value#\"} value=${value%\"} ;; esac
		export "$name=$value"
	done <"${SAMENZICHT_ETC:-/etc/samenzicht}/$each.env"
done
export HOME="$SAMENZICHT_DATA"
as_account() {
	setpriv --reuid samenzicht --regid samenzicht --init-groups --inh-caps=-all --no-new-privs "$@"
}
for each in "$@"; do
	if [ -f "$each" ] && ! as_account test -r "$each"; then
		echo "Error: the account samenzicht cannot read $each. Put it where it can, as in $SAMENZICHT_DATA." >&2
		exit 1
	fi
done
# A file without a folder before it is of the folder this is typed in, if the account may be there.
as_account test -x . || cd "$SAMENZICHT_DATA"
exec setpriv --reuid samenzicht --regid samenzicht --init-groups --inh-caps=-all --no-new-privs \
	/usr/local/lib/samenzicht/.venv/bin/samenzicht "$@"
