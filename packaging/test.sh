#!/usr/bin/env bash
# Sets the machine up, builds everything and runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh
started=$SECONDS
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}" GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-2000}" # as in packaging/diffferv
mvn -B --no-transfer-progress verify "$@"
packaging/slurm-test.sh
echo "test: the build and every test passed in $((SECONDS - started)) s"
