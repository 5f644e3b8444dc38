#!/usr/bin/env bash
# Prints the path of a Python with what `deno task bench` compares with, kept in the folder given as
# the first argument. Installs it there first where it is not; pip's output goes to stderr.
set -eu
folder=$1
packages="tensorflow-cpu==2.21.0 keras==3.15.1 onnxruntime==1.30.0 numpy==2.4.6"
python=$folder/bin/python

complete() {
  [ -f "$folder/complete" ] && [ "$(cat "$folder/complete")" = "$packages" ] && [ -x "$python" ]
}

# shellcheck disable=SC2086
install() {
  options="install --quiet --no-input --retries 0 --disable-pip-version-check"
  rm -rf "$folder"
  if python3 -m venv "$folder"; then
    "$python" -m pip $options $packages
  else
    # Debian's python3 without python3-venv.
    rm -rf "$folder"
    python3 -m pip $options --target "$folder/packages" $packages
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\nPYTHONPATH="%s" exec python3 "$@"\n' "$folder/packages" >"$python"
    chmod +x "$python"
  fi
  echo "$packages" >"$folder/complete"
}

complete || install >&2
echo "$python"
