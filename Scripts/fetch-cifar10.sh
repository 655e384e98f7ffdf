#!/usr/bin/env bash
# Downloads the official CIFAR-10 binary archive, checks it, and unpacks it.
set -euo pipefail

url=https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
checksum=c32a1d4ab5d03f1284b67883e8d87530
files="data_batch_1.bin data_batch_2.bin data_batch_3.bin data_batch_4.bin data_batch_5.bin
  test_batch.bin batches.meta.txt"

usage() {
  cat <<'HELP'
Usage: Scripts/fetch-cifar10.sh DIRECTORY
       Scripts/fetch-cifar10.sh DIRECTORY ARCHIVE

Downloads the binary version of CIFAR-10 (162 MB), checks its published md5, and puts
data_batch_1.bin … data_batch_5.bin, test_batch.bin and batches.meta.txt into DIRECTORY, where
the option --data DIRECTORY of misclass finds them. With ARCHIVE, an archive downloaded before
is checked and unpacked, and no network is used. DIRECTORY appears only when all is well; one
that is there already is left alone.
HELP
}

fail() {
  echo "fetch-cifar10: $*" >&2
  exit 1
}

md5_of() {
  if command -v md5sum >/dev/null; then
    md5sum <"$1" | cut -d ' ' -f 1
  elif command -v md5 >/dev/null; then
    md5 -q "$1"
  else
    fail "neither md5sum nor md5 is here to check the download with"
  fi
}

download() {
  if command -v curl >/dev/null; then
    curl --fail --location --proto '=https' --retry 3 --output "$1" "$url"
  elif command -v wget >/dev/null; then
    wget --tries=3 --output-document="$1" "$url"
  else
    fail "neither curl nor wget is here to download with"
  fi
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "" | -*) usage >&2; exit 2 ;;
esac
[ $# -le 2 ] || { usage >&2; exit 2; }

target=${1%/}
[ -n "$target" ] || target=/
[ ! -e "$target" ] || fail "$target is already there; name a directory that is not"
parent=$(dirname "$target")
mkdir -p "$parent"
work=$(mktemp -d "$parent/.fetch-cifar10.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

archive=${2:-$work/archive.tar.gz}
[ $# -eq 2 ] || download "$archive"
[ -f "$archive" ] || fail "$archive: not found"
found=$(md5_of "$archive")
[ "$found" = "$checksum" ] || fail "$archive: expected md5 $checksum, found $found"

mkdir "$work/unpacked" "$work/ready"
tar -xzf "$archive" -C "$work/unpacked"
for file in $files; do
  mv "$work/unpacked/cifar-10-batches-bin/$file" "$work/ready/$file"
done
mv "$work/ready" "$target"
echo "CIFAR-10 is in $target"
