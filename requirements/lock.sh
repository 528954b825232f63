#!/usr/bin/env bash
# Writes the locks anew from the .in files: for Linux on x86_64 and aarch64, Python 3.11, wheels only, hashes, no address.
set -euo pipefail
cd "$(dirname "$0")"
uv=${UV:-uv}
only="python_full_version < '3.12' and sys_platform == 'linux'" # what [tool.uv] asks for, said once and not on every line
for lock in run test voicebuild asr; do
    "$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --only-binary :all: --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o "$lock.txt" "$lock.in"
    sed -i -e "s/ ; $only//" -e "2a # Made for CPython 3.11 on Linux, x86_64 and aarch64." "$lock.txt"
done
