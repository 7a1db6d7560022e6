// SPDX-License-Identifier: Apache-2.0
#include "octoprint_words.h"

#include <iterator>

#include "printing/printer_words.h"

namespace herald::octoprint {
namespace {

// https://docs.octoprint.org/en/master/events/index.html, and those that Herald adds.
constexpr const char* kEvents[] = {
    "PrintProgress", "PrintLayer", "FirstLayerDone", "BedCooled", "DisplayMessage", "UserActionNeeded",
    // the server and its clients
    "Startup", "Shutdown", "ConnectivityChanged", "ClientOpened", "ClientAuthed", "ClientDeauthed", "ClientClosed",
    "UserLoggedIn", "UserLoggedOut", "SettingsUpdated",
    // the printer
    "Connecting", "Connected", "Disconnecting", "Disconnected", "ConnectionsAutorefreshed", "PrinterStateChanged",
    "PrinterReset", "PrinterControlsChanged", "Error", "PositionUpdate", "FirmwareData", "ToolChange",
    "CommandSuppressed", "InvalidToolReported", "FilamentChange",
    // files
    "Upload", "FileAdded", "FileRemoved", "FileMoved", "FolderAdded", "FolderRemoved", "FolderMoved", "FileSelected",
    "FileDeselected", "UpdatedFiles", "MetadataAnalysisStarted", "MetadataAnalysisFinished",
    "MetadataStatisticsUpdated", "TransferStarted", "TransferDone", "TransferFailed",
    // the print
    "PrintStarted", "PrintDone", "PrintFailed", "PrintCancelling", "PrintCancelled", "PrintPaused", "PrintResumed",
    "ChartMarked",
    // commands in the G-code
    "PowerOn", "PowerOff", "Home", "ZChange", "Dwell", "Waiting", "Cooling", "Alert", "Conveyor", "Eject", "EStop",
    // time-lapse, slicing and profiles
    "CaptureStart", "CaptureDone", "CaptureFailed", "PostRollStart", "PostRollEnd", "MovieRendering", "MovieDone",
    "MovieFailed", "SlicingStarted", "SlicingDone", "SlicingFailed", "SlicingCancelled", "SlicingProfileAdded",
    "SlicingProfileModified", "SlicingProfileDeleted", "PrinterProfileAdded", "PrinterProfileModified",
    "PrinterProfileDeleted",
    // of plugins, the bundled ones among them
    "plugin_*"};

constexpr const char* kVariables[] = {
    "meta", "appearance", "connector", "controls", "progress", "temperatures",
    // of the payloads
    "state_id", "state_string", "old", "new", "tool", "x", "y", "z", "e", "f", "t", "reason", "consequence", "faq",
    "firmwareError", "data", "target", "select", "print", "effective_select", "effective_print", "storage", "type",
    "operation", "source_name", "source_path", "source_origin", "source_storage", "added", "removed", "result", "local",
    "remote", "command", "message", "severity", "fallback", "printer_profile", "file", "movie", "gcode",
    "movie_basename", "movie_prefix", "postroll_duration", "postroll_length", "postroll_fps", "returncode", "out",
    "err", "stl", "stl_location", "gcode_location", "slicer", "profile", "identifier", "username", "remoteAddress",
    "config_hash", "effective_hash", "label", "autoscroll", "idle", "reset_before", "fileposition", "filename", "bed",
    "bedColor"};

}  // namespace

Vocabulary octoPrintWords(const EventFilter& filter) {
  Vocabulary words = printing::printerWords();
  for (const char* event : kEvents) {
    if (filter.reports(event)) words.events.emplace_back(event);
  }
  words.variables.insert(words.variables.end(), std::begin(kVariables), std::end(kVariables));
  return words;
}

}  // namespace herald::octoprint
