#!/usr/bin/env bash
# Measures what docs/performance/load.md shows, on this machine as it is now, and prints it as Markdown. About ten minutes; let the machine be quiet.
#   docs/performance/measure.sh [PHONES ...]          default: 100 1000 4000
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- 100 1000 4000
dotnet build src/PersonalPT.Cli -c Release -v quiet >&2
personalpt=src/PersonalPT.Cli/bin/Release/net10.0/personalpt
value() { sed -n "s/.*\"$1\":\([-0-9.]*\).*/\1/p" <<< "$line"; }

echo "Commit $(git rev-parse --short HEAD), $(date -u +%F), $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | tail -n 1); load before: $(cut -d' ' -f1-3 /proc/loadavg)."
echo
echo "| phones | frames a message | phones a connection | frames a second | lost / doubled | event latency p50 / p99 / p99.9 ms | server µs a frame | sink µs (1 a message) | ratio | generator µs | KB a session | bytes a batch | phones a core |"
echo "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
measure() { # PHONES FRAMES_PER_MESSAGE PHONES_PER_CONNECTION
  if line=$("$personalpt" load --phones "$1" --frames-per-message "$2" --phones-per-connection "$3" --fps 30 --seconds 20 --json | tail -n 1) && [ -n "$line" ]; then
    echo "| $1 | $2 | $3 | $(value frames_per_second) | $(value lost) / $(value doubled) | $(value p50) / $(value p99) / $(value p999) | $(value server_cpu_us_per_frame) | $(value sink_cpu_us_per_frame) | $(value cpu_per_frame_over_sink) | $(value generator_cpu_us_per_frame) | $(($(value bytes_per_session) / 1024)) | $(value bytes_allocated_per_batch) | $(value phones_per_server_core) |"
  else
    echo "| $1 | $2 | $3 | the run was not complete | | | | | | | | | |"
  fi
}
for phones in "$@"; do
  measure "$phones" 1 100
  measure "$phones" 5 100
done
measure 500 1 1
echo
echo '```json'
"$personalpt" load --phones 300 --overload --surplus 3000 --seconds 20 --json | tail -n 1
echo '```'
