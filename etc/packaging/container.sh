#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# container.sh [FOLDER]: builds the image localhost/herald with buildah, of the packages in FOLDER or else of the sources,
# and tries it if podman is installed. HERALD_BASE_IMAGE is another base image; HERALD_ARCH is amd64 or arm64.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

# The health check is part of docker's format alone.
options=(--format docker) context=build/container
mkdir -p "$context"
if (($#)); then
  compgen -G "$1/herald_*.deb" >/dev/null || { echo "$1 has no herald_*.deb: run ./dev package" >&2; exit 1; }
  options+=(--build-context "packages=$(realpath "$1")")
else
  context+=/herald
  etc/packaging/export_tree.sh "$context"
fi
[[ -z ${HERALD_ARCH:-} ]] || options+=(--arch "$HERALD_ARCH")
[[ -z ${HERALD_BASE_IMAGE:-} ]] || options+=(--pull=false --build-arg "BASE=$HERALD_BASE_IMAGE")
buildah build "${options[@]}" --file etc/container/Containerfile --tag localhost/herald "$context"
if command -v podman >/dev/null; then
  tests/packaging/try_container.sh localhost/herald
else
  echo "▸ podman is not installed, so the image is not tried" >&2
fi
