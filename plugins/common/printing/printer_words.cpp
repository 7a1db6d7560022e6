// SPDX-License-Identifier: Apache-2.0
#include "printing/printer_words.h"

namespace herald::printing {

Vocabulary printerWords() {
  return {.variables = {
              "state.text",
              "state.flags",
              "state.error",
              "job.file.name",
              "job.file.path",
              "job.file.display",
              "job.file.origin",
              "job.file.size",
              "job.file.date",
              "job.estimatedPrintTime",
              "job.averagePrintTime",
              "job.lastPrintTime",
              "job.filament",
              "job.user",
              "progress.completion",
              "progress.filepos",
              "progress.printTime",
              "progress.printTimeLeft",
              "progress.printTimeLeftOrigin",
              "currentZ",
              "offsets",
              // of the payloads
              "name",
              "path",
              "origin",
              "size",
              "owner",
              "user",
              "time",
              "reason",
              "error",
              "logs",
              "reconciled",
              "line",
              "position",
              "fileposition",
              "port",
              "baudrate",
              "layer",
              "layers",
              "temperature",
              "below",
              "message",
              "filamentUsed.length",
              "filamentUsed.volume",
              "filamentUsed.weight",
              "filamentUsed.cost",
          }};
}

}  // namespace herald::printing
