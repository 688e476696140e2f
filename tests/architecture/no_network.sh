#!/bin/sh
# No network, ever: no_network.sh SOURCES PROGRAM…
# Nothing of ours names what reaches a network, and no program of ours links it. What libraries of others
# bring along is listed below with the reason why it stays unused; anything else is complained of by name.
set -eu
sources=$1
shift
status=0
complain() { printf '%s\n' "$1"; status=1; }

# In code: Qt Network and its relatives, sockets of the system, curl, and the remote drivers of HDF5.
words='QNetwork|QTcp|QUdp|QSctp|QSsl|QDtls|QLocalServer|QLocalSocket|QAbstractSocket|QHostInfo|QHostAddress|QHttp|QWebSocket|QWebEngine|QDnsLookup|QtNetwork|Qt6?::Network|Qt6Network'
words="$words|<sys/socket\.h>|<netinet/|<arpa/inet\.h>|<netdb\.h>|\bgetaddrinfo\b|\bgethostbyname\b|\bsocket\(|\bcurl_|<curl/|CURL::|H5Pset_fapl_ros3|H5Pset_fapl_hdfs|vtkSocket|vtkHTTP"
found=$(cd "$sources" && grep -rnE "$words" core ui app CMakeLists.txt tests/CMakeLists.txt --include='*.cpp' --include='*.h' --include=CMakeLists.txt || true)
[ -z "$found" ] || complain "What reaches a network is named here:
$found"

command -v readelf >/dev/null 2>&1 && command -v ldd >/dev/null 2>&1 || {
    [ $status -eq 0 ] || exit $status
    echo "Sources name nothing that reaches a network; what the programs link was not looked at: readelf is not here."
    exit 77
}

# Libraries that are there to speak to other machines.
networking='^lib(Qt.?Network|Qt.?WebSockets|Qt.?WebEngine.*|curl.*|ssl|crypto|gnutls|nghttp[23]|ssh2?|ssh-gcrypt|rtmp|ldap.*|lber.*|gssapi.*|krb5|soup.*|cpprest|zmq|MQTT.*|paho.*|websockets|event|vtkWeb.*|vtkParallel.*|vtkClientServer.*|mpi.*)([-.].*)?\.so'
# Libraries of others that bring such along, and why nothing of it is used.
#   libhdf5  Debian and Ubuntu build it with a driver for files in Amazon's S3 (curl, and crypto to sign requests).
#            The driver works only for who asks for it by name, which the words above refuse.
# VTK is not among them: what we link of it brings none. (Its vtksys can ask the system for the name of a host.)
explained='^libhdf5'

needs() { readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

for program in "$@"; do
    direct=$(needs "$program")
    [ -n "$direct" ] || complain "$program: no list of libraries"
    wrong=$(printf '%s\n' "$direct" | grep -E "$networking" || true)
    [ -z "$wrong" ] || complain "$program links
$wrong"
    # Everything it loads, but for what comes by the libraries that are explained.
    places=$(ldd "$program" | awk '$2 == "=>" { print $1, $3 }')
    seen=' '
    waiting=$direct
    while [ -n "$waiting" ]; do
        next=
        for library in $waiting; do
            case $seen in *" $library "*) continue ;; esac
            seen="$seen$library "
            printf '%s' "$library" | grep -qE "$explained" && continue
            place=$(printf '%s\n' "$places" | awk -v name="$library" '$1 == name { print $2; exit }')
            [ -n "$place" ] || continue
            for needed in $(needs "$place"); do
                if printf '%s' "$needed" | grep -qE "$networking"; then
                    complain "$(basename "$program"): $library brings $needed along, which nobody has explained"
                fi
                next="$next $needed"
            done
        done
        waiting=$next
    done
done
exit $status
