#!/usr/bin/env bash
# Prints the path of a Python with what `deno task bench` compares with, kept in the folder given as
# the first argument. Installs it there first where it is not; pip's output goes to stderr. Deletes
# no folder but its own: one that is empty, or that holds the file `complete`, which names the
# packages once they are installed and nothing until then.
set -eu
case $1 in
  /*) folder=$1 ;;
  *) folder=$PWD/$1 ;;
esac
packages="tensorflow-cpu==2.21.0 keras==3.15.1 onnxruntime==1.30.0 numpy==2.4.6"
python=$folder/bin/python

complete() {
  [ -f "$folder/complete" ] && [ "$(cat "$folder/complete")" = "$packages" ] && [ -x "$python" ]
}

begin() {
  if [ -e "$folder" ] && [ ! -f "$folder/complete" ] && ! rmdir "$folder" 2>/dev/null; then
    echo "Cannot install into $folder: it exists and is not this script's. Name a new folder"
    exit 1
  fi
  rm -rf "$folder"
  mkdir -p "$folder"
  : >"$folder/complete"
}

# shellcheck disable=SC2086
install() {
  options="install --quiet --no-input --retries 0 --disable-pip-version-check"
  begin
  if python3 -m venv "$folder"; then
    "$python" -m pip $options $packages
  else
    # Debian's python3 without python3-venv.
    begin
    python3 -m pip $options --target "$folder/packages" $packages
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\nPYTHONPATH="%s" exec python3 "$@"\n' "$folder/packages" >"$python"
    chmod +x "$python"
  fi
  echo "$packages" >"$folder/complete"
}

complete || install >&2
echo "$python"
