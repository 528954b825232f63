#!/usr/bin/env bash
# Sets a checkout up, as often as wanted: Debian packages, .venv from a hashed lock, the Chinese fonts.
#   deploy/setup.sh [run|test|voicebuild|author|asr|all]   what for: to run and demo (default), to test, to make the voice clips, to
#                                                      write and draw protocols, to measure how well the voice is understood
#   deploy/setup.sh --packages NAME...                 only these Debian packages (the part that needs root)
# Exit status: 0 done, 2 wrong use, 3 packages are missing and nobody here may install them. This is the only place that calls apt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PATH:/usr/sbin:/sbin

# PACKAGE, or PACKAGE=COMMAND where the command may also have come from somewhere else.
# libatomic1 is for the driver inside Playwright's wheel: a minimal Debian lacks it, and nothing else here asks for it.
RUN_PACKAGES=(libgl1 libegl1 libmtdev1 libasound2 libpulse0 libatomic1 xvfb=Xvfb chromium=chromium)
# Where there is no screen the demo brings its own, and its own sound server with a sink that plays to nobody.
HEADLESS_PACKAGES=(pulseaudio=pulseaudio)
TEST_PACKAGES=("${RUN_PACKAGES[@]}" "${HEADLESS_PACKAGES[@]}" mosquitto=mosquitto openssl=openssl sox=sox systemd=systemd-analyze \
    graphviz=dot)
VOICE_PACKAGES=(sox=sox npm=npm)
AUTHOR_PACKAGES=(libatomic1 chromium=chromium graphviz=dot)

say() { printf 'setup: %s\n' "$*"; }

is_there() { # PACKAGE[=COMMAND]
    case $1 in *=*) command -v "${1#*=}" >/dev/null && return ;; esac
    [ "$(dpkg-query -W -f='${db:Status-Status}' "${1%%=*}" 2>/dev/null)" = installed ]
}

install_packages() { # as root; no service is started, now or at the next boot
    local policy=/usr/sbin/policy-rc.d kept='' tries
    local -a apt=(apt-get -y -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0)
    export DEBIAN_FRONTEND=noninteractive
    for tries in 1 2 3; do # the lock on the package lists knows no time-out of its own
        "${apt[@]}" -qq update && break
        [ "$tries" -lt 3 ] || return 1
        sleep 10
    done
    if [ -e "$policy" ] || [ -L "$policy" ]; then
        kept=$(mktemp -d /usr/sbin/policy-rc.d.kept.XXXXXX)
        mv "$policy" "$kept/policy-rc.d"
    fi
    # shellcheck disable=SC2064  # the paths of now, not of then
    trap "rm -f '$policy'; if [ -n '$kept' ]; then mv '$kept/policy-rc.d' '$policy'; rmdir '$kept'; fi" EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    if ! "${apt[@]}" install --no-install-recommends "$@" </dev/null >build/apt.log 2>&1; then
        tail -n 25 build/apt.log >&2
        say "apt-get could not install these; all it said is in build/apt.log" >&2
        return 1
    fi
    case " $* " in *" mosquitto "*) # its package also asks to be started at boot
        if command -v systemctl >/dev/null; then systemctl --quiet disable mosquitto.service >/dev/null 2>&1 || true; fi
        if command -v update-rc.d >/dev/null; then update-rc.d mosquitto disable >/dev/null 2>&1 || true; fi ;;
    esac
    case " $* " in *" pulseaudio "*) # its package asks to be started at every login; the demo starts its own
        if command -v systemctl >/dev/null; then
            systemctl --global --quiet disable pulseaudio.service pulseaudio.socket >/dev/null 2>&1 || true
        fi ;;
    esac
}

need_packages() { # PACKAGE[=COMMAND]...
    local -a missing=()
    local wanted
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "this is not Debian: please see to these yourself: ${*%%=*}"
        return
    fi
    for wanted in "$@"; do is_there "$wanted" || missing+=("${wanted%%=*}"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Debian packages to install: ${missing[*]}"
    if [ "$(id -u)" = 0 ]; then
        bash deploy/setup.sh --packages "${missing[@]}"
    elif command -v sudo >/dev/null && { if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi; }; then
        sudo bash deploy/setup.sh --packages "${missing[@]}"
    else
        say "they need root. Run this one line, then start again:"
        printf "  su -c \"bash '%s' --packages %s\"\n" "$PWD/deploy/setup.sh" "${missing[*]}"
        exit 3
    fi
}

is_python_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() { # the locks are made for 3.11
    local python
    for python in ${PYTHON:+"$PYTHON"} python3.11 python3 /usr/bin/python3; do
        if is_python_311 "$python"; then
            command -v "$python"
            return
        fi
    done
    say "Python 3.11 is needed (Debian 12 has it as python3); set PYTHON to its path" >&2
    return 1
}

has_environment() { [ -x .venv/bin/python ] && is_python_311 .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }

need_environment() { # makes .venv, or makes it anew if its Python has gone
    has_environment && return
    local python
    python=$(find_python)
    say "making .venv with $python"
    rm -rf .venv
    "$python" -m venv .venv
}

need_lock() { # NAME: installs requirements/NAME.txt unless it was this very lock last time
    local lock=requirements/$1.txt stamp=.venv/installed-$1 digest started=$SECONDS
    local -a binary=(--only-binary :all:)
    digest=$(sha256sum <"$lock")
    if [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; then return; fi
    if [ "$machine" = aarch64 ]; then binary+=(--no-binary miniaudio); fi
    say "installing $(grep -c '==' "$lock") Python packages from $lock (by hash)"
    # The lock names every package there is to install; were pip to resolve again, the pip of Debian 12 would follow an
    # extra ("coverage[toml]") to a newer release than the locked one, and stop.
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes "${binary[@]}" -r "$lock"
    .venv/bin/python -m pip --disable-pip-version-check check >build/pip-check.log || { cat build/pip-check.log >&2; return 1; }
    printf '%s\n' "$digest" >"$stamp"
    if [ "$1" = test ]; then sha256sum <requirements/run.txt >.venv/installed-run; fi # test holds all of run
    say "Python packages for $1: $((SECONDS - started)) s"
}

purpose=${1:-run}
case $purpose in
    --packages)
        shift
        [ $# -gt 0 ] || { say "--packages needs names" >&2; exit 2; }
        [ "$(id -u)" = 0 ] || { say "--packages needs root" >&2; exit 3; }
        mkdir -p build
        install_packages "$@"
        exit ;;
    run) packages=("${RUN_PACKAGES[@]}") locks=(run) ;;
    test) packages=("${TEST_PACKAGES[@]}") locks=(test) ;;
    voicebuild) packages=("${VOICE_PACKAGES[@]}") locks=(run voicebuild) ;;
    author) packages=("${AUTHOR_PACKAGES[@]}") locks=(run) ;;
    asr) packages=("${RUN_PACKAGES[@]}") locks=(run asr) ;;
    all) packages=("${TEST_PACKAGES[@]}" "${VOICE_PACKAGES[@]}") locks=(test voicebuild) ;;
    -h | --help) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"; exit ;;
    *) say "what for? one of: run test voicebuild author asr all" >&2; exit 2 ;;
esac

if [ "$purpose" = run ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then packages+=("${HEADLESS_PACKAGES[@]}"); fi
mkdir -p build
exec 9>build/setup.lock
flock -w 900 9 || { say "another set-up of this checkout is running" >&2; exit 1; }
started=$SECONDS
machine=$(uname -m)
if ! has_environment; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
fi
# miniaudio alone has no wheel for aarch64: one C file, built from its hashed source
if [ "$machine" = aarch64 ]; then packages+=(gcc=gcc libc6-dev python3-dev); fi
need_packages "${packages[@]}"
need_environment
for lock in "${locks[@]}"; do need_lock "$lock"; done
.venv/bin/python deploy/make_fonts.py
say "ready for $purpose ($((SECONDS - started)) s)"
