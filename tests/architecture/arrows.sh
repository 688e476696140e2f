#!/bin/sh
# The arrows of the house, checked on include lines (link lines enforce them for everything with a body):
# a room includes itself and the rooms listed for it, core knows neither Qt nor VTK, and only the adapters
# know their libraries.
set -eu
cd "$1"
status=0
complain() { printf '%s\n' "$1"; status=1; }

# room: rooms it may include
while read -r room allowed; do
    [ -n "$room" ] || continue
    [ -d "$room" ] || continue
    pattern=$(printf '%s\n' "$room" $allowed | sed 's/.*/#include "&\//' | paste -sd'|')
    wrong=$(grep -rnE '#include "(core|ui|app)/' "$room" --include='*.h' --include='*.cpp' | grep -vE "$pattern" || true)
    [ -z "$wrong" ] || complain "$room includes what it must not know:
$wrong"
done <<'ROOMS'
core/base
core/data core/base
core/plugin core/base core/data
core/linalg core/base core/data
core/io core/base core/data
core/preprocess core/base core/data core/plugin core/linalg
core/markers core/base core/data
core/neighbors core/base core/data core/plugin core/linalg
core/nn core/base core/data core/linalg
core/integrate core/base core/data core/plugin core/linalg core/neighbors
core/scvi core/base core/data core/plugin core/linalg core/nn
core/embed core/base core/data core/plugin core/linalg core/neighbors
core/cluster core/base core/data core/plugin core/linalg core/neighbors
core/metrics core/base core/data core/plugin core/linalg core/neighbors core/cluster
core/diagnose core/base core/data core/plugin core/linalg core/neighbors core/cluster core/preprocess
core/simulate core/base core/data core/plugin
core/pipeline core/base core/data core/plugin core/preprocess core/neighbors core/integrate core/scvi core/embed core/metrics core/diagnose core/cluster
core/report core/base core/data core/plugin core/io core/neighbors core/preprocess core/cluster core/metrics core/diagnose core/pipeline
app/cli core app
ui/support core/base core/data
ui/charts ui/support
ui/embedding core/data core/base ui/support
ui/tuning core/plugin ui/support
ui/metrics core/plugin ui/support
ui/diagnosis ui/support
ui/runs ui/support
ui/data core/data core/plugin ui/support
ui/start core/base core/data core/io ui/data ui/support
ui/genes core/data core/markers ui/support
ui/selection core/data core/markers ui/data ui/embedding ui/support
ui/session core/base core/data core/plugin core/diagnose core/pipeline
ui/figures core/report core/base ui/support
ui/compare core/data core/plugin ui/support
ui/commands ui/support
ui/tour ui/support
ROOMS

wrong=$(grep -rnE '#include *[<"](Q[A-Z]|vtk)' core app/cli || true)
[ -z "$wrong" ] || complain "Qt or VTK where there is no window:
$wrong"
wrong=$(grep -rlE '#include *<vtk' ui app | grep -v '^ui/embedding/' || true)
[ -z "$wrong" ] || complain "VTK outside ui/embedding: $wrong"
wrong=$(grep -rlE '#include *<(H5|hdf5)' core ui app | grep -vE '^(core/io/|app/cli/version.cpp)' || true)
[ -z "$wrong" ] || complain "HDF5 outside core/io: $wrong"
wrong=$(grep -rlE '#include *<hnswlib' core ui app | grep -v '^core/neighbors/' || true)
[ -z "$wrong" ] || complain "hnswlib outside core/neighbors: $wrong"
wrong=$(grep -rlE '#include *<Q.*Chart' ui app | grep -v '^ui/charts/' || true)
[ -z "$wrong" ] || complain "Qt Charts outside ui/charts: $wrong"
exit $status
