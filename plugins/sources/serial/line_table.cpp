// SPDX-License-Identifier: Apache-2.0
#include "line_table.h"

#include <array>

namespace herald::serial {
namespace {

using Kind = LineKind;
constexpr auto Is = LineRule::Form::Is;
constexpr auto Begins = LineRule::Form::Begins;
constexpr auto Echo = LineRule::Form::Echo;
constexpr auto Host = LineRule::Form::Host;

// The sources that were read: Marlin 2.1, Prusa-Firmware 3.14.0 and back to 3.9, Prusa-Firmware-Buddy 6.3.2, Klipper
// 0.13.0, RepRapFirmware 3.6.0-beta.1 and back to 1.20, Smoothieware of July 2023, Repetier 1.0.4 and its branch dev2
// of December 2023, OctoPrint 1.2 to 2.0.0rc3.
constexpr std::string_view kCard = "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, Smoothie 2023, Repetier 1.0.4";
constexpr std::string_view kReset = "Marlin 2.1, Prusa 3.14, Repetier 1.0.4";
constexpr std::string_view kOctoPrint = "OctoPrint 2.0.0rc3";
constexpr std::string_view kState = "Changing monitoring state from";

constexpr LineRule kRules[] = {
    // The protocol: https://reprap.org/wiki/G-code#Replies_from_the_RepRap_machine_to_the_host_computer
    {Kind::Wait, Is, "wait", "", "Marlin 2.1, Repetier 1.0.4"},
    {Kind::Resend, Begins, "Resend", "", "Marlin 2.1, Prusa 3.14, Repetier 1.0.4"},
    {Kind::Resend, Begins, "rs #", "", "RepRap protocol"},
    {Kind::Resend, Begins, "rs N#", "", "Smoothie 2023"},

    // Busy. MK4duo and Repetier also wait for doors
    {Kind::UserWait, Echo, "busy", "paused for ", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Repetier 1.0.4"},
    {Kind::UserWait, Echo, "busy", "door open", "MK4duo, Repetier 1.0.4"},
    {Kind::Busy, Echo, "busy:", "", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Repetier 1.0.4"},
    {Kind::Busy, Echo, "busy ", "", "OctoPrint's virtual printer"},

    // Positions. They come before temperatures, because those of Smoothie begin with "C: X:"
    {Kind::Position, Begins, "X:", "Y:", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, Repetier 1.0.4"},
    {Kind::Position, Begins, "C: X:", "Y:", "Smoothie 2023"},

    // Temperatures, those of M109 and M190 first. Repetier has separate targets. Creality's boards garble them
    {Kind::Heating, Begins, "T:", " W:", "Marlin 2.1, Prusa 3.14, Buddy 6.3"},
    {Kind::Heating, Begins, "T:", " E:", "Marlin 2.1, Prusa 3.14"},
    {Kind::Temperature, Begins, "T:", "", "every firmware"},
    {Kind::Temperature, Begins, "T#:", "", "Marlin 2.1, Klipper 0.13, RepRapFirmware 3.6"},
    {Kind::Temperature, Begins, "B:", "", "Klipper 0.13"},
    {Kind::Temperature, Begins, "C:", "", "Marlin 2.1"},
    {Kind::Heating, Begins, "==T:", " W:", "Creality CR-10S Pro, CR-X"},
    {Kind::Temperature, Begins, "==T", ":", "Creality CR-10S Pro, CR-X"},
    {Kind::Temperature, Begins, "==B:", "", "Creality CR-10S Pro, CR-X"},
    {Kind::Heating, Begins, "TT::", " WW::", "Creality Ender-3 V2, CR-200B"},
    {Kind::Temperature, Begins, "TT", "::", "Creality Ender-3 V2, CR-200B"},
    {Kind::Temperature, Begins, "BB::", "", "Creality Ender-3 V2, CR-200B"},
    {Kind::Target, Echo, "TargetExtr#:", "", "Repetier 1.0.4"},
    {Kind::Target, Echo, "TargetBed:", "", "Repetier 1.0.4"},
    {Kind::Target, Echo, "TargetChamber:", "", "Repetier"},

    // The card
    {Kind::CardReady, Echo, "SD card ok", "", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, Smoothie 2023"},
    {Kind::CardReady, Echo, "Card successfully initialized", "", "Repetier 1.0.4"},
    {Kind::CardGone, Echo, "SD init fail", "", "Marlin 1.1, Prusa 3.14, Buddy 6.3, Repetier 1.0.4"},
    {Kind::CardGone, Echo, "No SD card", "", "Marlin 2.1"},
    {Kind::CardGone, Echo, "SD card released", "", "Prusa 3.14"},
    {Kind::CardGone, Echo, "SD card unmounted", "", "Repetier 1.0.4"},
    {Kind::CardGone, Echo, "No media", "", "Marlin 2.1"},
    {Kind::CardGone, Begins, "Error:", "volume.init failed", "Marlin 2.1, Prusa 3.14, Buddy 6.3"},
    {Kind::CardGone, Begins, "Error:", "openRoot failed", "Marlin 2.1, Prusa 3.14, Buddy 6.3"},

    // A print from the card, or from the printer's own disk
    {Kind::SdPrinting, Begins, "SD printing byte ", "",
     "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, RepRapFirmware 3.6, Smoothie 2023, Repetier 1.0.4"},
    {Kind::SdPrinting, Begins, "SD printing byte:", "", "RepRap protocol"},
    {Kind::SdIdle, Begins, "Not SD printing", "",
     "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, RepRapFirmware 3.6, Repetier 1.0.4"},
    {Kind::SdIdle, Begins, "Not currently playing", "", "Smoothie 2023"},
    {Kind::Paused, Begins, "SD print paused", "", "Prusa 3.14"},
    {Kind::Paused, Begins, "Print saved", "", "Prusa 3.14"},
    {Kind::Paused, Begins, "SD print is paused at", "", "Smoothie 2023"},
    {Kind::Paused, Is, "Suspended", "", "Smoothie 2023"},
    {Kind::Paused, Begins, "Printing paused", "", "RepRapFirmware 3.6"},
    {Kind::Paused, Begins, "Print paused", "", "RepRapFirmware 3.6"},
    {Kind::Paused, Begins, "Print auto-paused", "", "RepRapFirmware 3.6"},
    {Kind::Resumed, Begins, "Printing resumed", "", "RepRapFirmware 3.6"},
    {Kind::Resumed, Begins, "Print resumed", "", "only older firmware"},
    {Kind::Paused, Begins, "// Print Suspended", "", "Smoothie 2023"},
    {Kind::Resumed, Begins, "// Resuming print", "", "Smoothie 2023"},
    {Kind::Resumed, Begins, "Resuming print", "", "only older Smoothie"},
    {Kind::Paused, Begins, "RequestPause", "", "Repetier 1.0.4 and dev2"},
    {Kind::Paused, Begins, "// RequestPause", "", "Repetier host protocol"},
    {Kind::Resumed, Begins, "RequestContinue", "", "Repetier 1.0.4 and dev2"},
    {Kind::Resumed, Begins, "// RequestContinue", "", "Repetier host protocol"},
    {Kind::Cancelled, Begins, "RequestStop", "", "Repetier 1.0.4 and dev2"},
    {Kind::Cancelled, Begins, "// RequestStop", "", "Repetier host protocol"},
    {Kind::Done, Echo, "Done printing file", "", "Marlin 2.1, Prusa 3.14, Klipper 0.13, Smoothie 2023, Repetier 1.0.4"},
    {Kind::Done, Begins, "Finished printing file", "", "RepRapFirmware 3.6"},
    {Kind::Cancelled, Begins, "Cancelled printing file", "", "RepRapFirmware 3.6"},
    {Kind::Cancelled, Begins, "Aborted playing", "", "Smoothie 2023"},
    {Kind::Cancelled, Begins, "SD print stopped", "", "Repetier 1.0.4 and dev2"},
    {Kind::FileOpened, Echo, "File opened:", "", kCard},
    {Kind::FileOpened, Echo, "Now fresh file:", "", "Marlin 2.1, Prusa 3.14"},
    {Kind::FileOpened, Begins, "File ", " selected for printing", "RepRapFirmware 3.6"},
    {Kind::Started, Begins, "Playing ", "", "Smoothie 2023"},
    {Kind::Started, Echo, "enqueueing \"M24", "", "Marlin 2.1"},
    {Kind::Started, Echo, "enqueing \"M24", "", "Prusa 3.14"},
    {Kind::FileOrdered, Echo, "enqueueing \"M23 ", "", "Marlin 2.1"},
    {Kind::FileOrdered, Echo, "enqueing \"M23 ", "", "Prusa 3.14"},

    // M73, and Smoothie's own
    {Kind::Progress, Begins, "NORMAL MODE: ", "percent done:", "Prusa 3.14"},
    {Kind::Progress, Begins, "SILENT MODE: ", "percent done:", "Prusa 3.14"},
    {Kind::Progress, Echo, "M73 ", ":", "Marlin 2.1, Buddy 6.3"},
    {Kind::Progress, Begins, "#", " % complete, elapsed time", "only older Smoothie"},
    {Kind::Progress, Begins, "file: ", " % complete, elapsed time", "Smoothie 2023"},

    // Filament; kActions has the host actions for it
    {Kind::RunOut, Begins, "fsensor_update - M600", "", "Prusa 3.12"},
    {Kind::RunOut, Begins, "fsensor_checkpoint_print", "", "Prusa 3.12"},
    {Kind::RunOut, Echo, "Enqueing to the front: \"M600", "", "Prusa 3.14"},
    {Kind::RunOut, Begins, "EndOfFilament", "", "only older firmware"},
    {Kind::RunOut, Begins, "Event:EndOfFilament", "", "only older firmware"},
    {Kind::RunOut, Begins, "Error:", "Filament error on extruder", "RepRapFirmware 3.6"},
    {Kind::RunOut, Begins, "Filament error on extruder", "", "RepRapFirmware 3.6"},
    {Kind::RunOut, Begins, "Extruder # reports no filament", "", "only older RepRapFirmware"},
    {Kind::RunOut, Begins, "// Filament ", "runout", "macros of Klipper"},
    {Kind::RunOut, Begins, "// Filament ", "run out", "macros of Klipper"},
    {Kind::RunOut, Begins, "// Filament Detector has detected", "", "Smoothie 2023"},

    // The firmware
    {Kind::Firmware, Begins, "FIRMWARE_NAME:", "", "every firmware"},
    {Kind::Firmware, Begins, "FIRMWARE_VERSION:", " FIRMWARE_NAME:", "Klipper 0.13"},
    {Kind::Firmware, Begins, "// FIRMWARE_NAME:", "", "Klipper 0.13"},
    {Kind::Firmware, Begins, "// FIRMWARE_VERSION:", " FIRMWARE_NAME:", "Klipper 0.13"},
    {Kind::Firmware, Begins, "NAME. ", "", "Malyan"},
    {Kind::Firmware, Begins, "NAME: ", "", "Malyan"},
    {Kind::Capability, Begins, "Cap:", "", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Repetier 1.0.4"},

    // Restarts
    {Kind::Boot, Is, "start", "", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Repetier 1.0.4"},
    {Kind::Boot, Echo, "PowerUp", "", kReset},
    {Kind::Boot, Echo, "External Reset", "", kReset},
    {Kind::Boot, Echo, "Brown out Reset", "", kReset},
    {Kind::Boot, Echo, "Watchdog Reset", "", kReset},
    {Kind::Boot, Echo, "Software Reset", "", kReset},
    {Kind::Boot, Is, "INT4", "", "Prusa 3.14, at a power panic"},
    {Kind::Boot, Begins, "Smoothie Running", "", "Smoothie 2023"},
    {Kind::Boot, Begins, "RepRapFirmware for ", "is up and running", "RepRapFirmware 3.6"},
    {Kind::Boot, Begins, "// Klipper state: Disconnect", "", "Klipper 0.13"},
    {Kind::Ready, Begins, "// Klipper state: Ready", "", "Klipper 0.13"},
    {Kind::Ready, Begins, "info:Continue from fatal state", "", "Repetier 1.0.4 and dev2"},

    // Not errors: a lost line that the host sends again, a missing card
    {Kind::Harmless, Begins, "Error:", "line number", "Marlin 2.1, Prusa 3.14"},
    {Kind::Harmless, Begins, "Error:", "linenumber", "Repetier"},
    {Kind::Harmless, Begins, "Error:", "checksum", "Marlin 2.1, Prusa 3.14, Repetier 1.0.4"},
    {Kind::Harmless, Begins, "Error:", "format error", "Repetier 1.0.4"},
    {Kind::Harmless, Begins, "Error:", "expected line", "Repetier 1.0.4"},
    {Kind::Harmless, Begins, "Error:", "unknown command", "only older Marlin"},
    {Kind::Harmless, Begins, "Error:", "volume.init", "Marlin 2.1"},
    {Kind::Harmless, Begins, "Error:", "openroot", "Marlin 2.1"},
    {Kind::Harmless, Begins, "Error:", "workdir", "Marlin 2.1"},
    {Kind::Harmless, Begins, "Error:", "error writing to file", "Marlin 2.1, Prusa 3.14, Smoothie 2023"},
    {Kind::Harmless, Begins, "Error:", "cannot open", "Marlin 2.1"},
    {Kind::Harmless, Begins, "Error:", "open failed", "Marlin 2.1"},
    {Kind::Harmless, Begins, "Error:", "cannot enter", "Marlin 2.1"},
    {Kind::Harmless, Is, "Error:#", "", "Marlin 1.0; the next line has the error"},
    {Kind::Harmless, Begins, "!! Unknown command", "", "only older Klipper"},

    // Errors that stop the printer
    {Kind::Halt, Begins, "Error:", "kill() called", "Marlin 2.1, Prusa 3.14"},
    {Kind::Halt, Begins, "Error:", "thermal runaway", "Marlin 2.1, Prusa 3.14, Buddy 6.3"},
    {Kind::Halt, Begins, "Error:", "heating failed", "Marlin 2.1, Buddy 6.3"},
    {Kind::Halt, Begins, "Error:", "maxtemp", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Smoothie 2023"},
    {Kind::Halt, Begins, "Error:", "mintemp", "Marlin 2.1, Prusa 3.14, Buddy 6.3, Smoothie 2023"},
    {Kind::Halt, Begins, "Error:", "printer stopped due to errors", "Marlin 2.1, Prusa 3.14, Buddy 6.3"},
    {Kind::Halt, Begins, "Error:", "printer halted", "Marlin 2.1, Prusa 3.14"},
    {Kind::Halt, Begins, "Error:", "system stopped", "Marlin 2.1, Buddy 6.3"},
    {Kind::Halt, Begins, ": ", "switched off", "Marlin 1.0, after `Error:0`"},
    {Kind::Halt, Begins, "Error:", "watchdog timeout", "Marlin 2.1"},
    {Kind::Halt, Begins, "Error:", "emergency stop", "only older RepRapFirmware"},
    {Kind::Halt, Begins, "Emergency Stop! Reset the controller", "", "RepRapFirmware 3.6"},
    {Kind::Halt, Begins, "Error:", "movement halted", "RepRapFirmware 3.6"},
    {Kind::Halt, Begins, "Error:", "machine is halted", "RepRapFirmware 3.6"},
    {Kind::Halt, Begins, "fatal:", "", "Repetier 1.0.4 and dev2"},
    {Kind::Halt, Begins, "Error:", "fail mode active", "Repetier 1.0.4 and dev2"},
    {Kind::Halt, Begins, "!! Lost communication with MCU", "", "Klipper 0.13"},
    {Kind::Halt, Begins, "!! Shutdown due to", "", "Klipper 0.13"},
    {Kind::Halt, Begins, "!! Printer is shutdown", "", "Klipper 0.13"},
    {Kind::Halt, Begins, "!! MCU ", "shutdown", "Klipper 0.13"},
    {Kind::Halt, Begins, "!! Previous MCU ", "shutdown", "Klipper 0.13"},
    {Kind::Halt, Begins, "!! Heater ", "not heating at expected rate", "Klipper 0.13"},
    {Kind::Halt, Begins, "// Klipper state: Shutdown", "", "Klipper 0.13"},
    {Kind::Halt, Begins, "ERROR:", "HALT asserted", "Smoothie 2023"},
    {Kind::Halt, Begins, "HALT asserted", "", "Smoothie 2023"},
    {Kind::Halt, Begins, "Temperature reading is unreliable", "HALT asserted", "Smoothie 2023"},
    {Kind::Halt, Begins, "Emergency Stop Requested", "", "Smoothie 2023"},
    {Kind::Halt, Is, "Entering Alarm/Halt state", "", "Smoothie 2023"},
    {Kind::Halt, Begins, "Error:", "illegal move. HALTED", "Smoothie 2023"},
    {Kind::Halt, Begins, "ALARM:", "", "Smoothie 2023"},
    {Kind::Halt, Is, "!!", "", "Smoothie 2023"},

    {Kind::Error, Begins, "Error:", "", "every firmware"},
    {Kind::Error, Begins, "!! ", "", "Klipper 0.13"},
    {Kind::Error, Begins, "//ERROR:", "", "Smoothie 2023"},
    {Kind::Error, Echo, "SD read error", "", "Marlin 2.1, Buddy 6.3, Repetier 1.0.4"},
    {Kind::Error, Begins, "TM: error triggered", "", "Prusa 3.12 to 3.14; the print is paused"},
    {Kind::Error, Echo, "Printer stopped due to errors", "", "Prusa 3.12 to 3.14; the print is paused"},
    {Kind::Harmless, Begins, "TM: error", "", "Prusa 3.12 to 3.14, a warning"},
    {Kind::Error, Begins, "Extruder fan speed is lower than expected", "", "Prusa 3.11"},
    {Kind::Error, Begins, "Hotend fan speed is lower than expected", "", "Prusa 3.12 to 3.14"},
    {Kind::Error, Begins, "Print fan speed is lower than expected", "", "Prusa 3.14"},
    {Kind::Error, Begins, "Bed leveling failed", "", "Prusa 3.14"},

    // OctoPrint's own words in its serial.log. Up to 1.5 its state "Error" has the text; since 1.6 a line before it has
    {Kind::HostTrouble, Host, "Should resend line ", "no sufficient history", "OctoPrint 1.7 to 2.0.0rc3"},
    {Kind::HostTrouble, Host, "Printer requested line ", "no sufficient history", "OctoPrint 1.3 to 1.6"},
    {Kind::HostTrouble, Host, "Printer keeps requesting line ", "", kOctoPrint},
    {Kind::HostTrouble, Host, "No response from printer after ", "", kOctoPrint},
    {Kind::HostTrouble, Host, "Unexpected error while reading serial port", "", kOctoPrint},
    {Kind::HostTrouble, Host, "Unexpected error while writing to serial port", "", kOctoPrint},
    {Kind::HostTrouble, Host, "Unexpected error while connecting to serial port", "", "OctoPrint 1.11.8"},
    {Kind::HostTrouble, Host, "Could not write anything to the serial port", "", kOctoPrint},
    {Kind::HostTrouble, Host, "See octoprint.log for details", "", kOctoPrint},
    {Kind::HostFailed, Host, "There was an error reading from the file that's being printed", "", kOctoPrint},
    {Kind::HostFailed, Host, kState, "to \"Error", kOctoPrint},
    {Kind::HostFailed, Host, kState, "to \"Offline (Error", "OctoPrint 1.3 to 1.5"},
    {Kind::HostFailed, Host, kState, "to \"Offline: ", "OctoPrint 1.2"},
    {Kind::HostFailed, Host, kState, "to \"Offline after error", kOctoPrint},
    {Kind::Paused, Host, kState, "to \"Paused\"", kOctoPrint},
    {Kind::Started, Host, kState, "to \"Starting\"", kOctoPrint},
    {Kind::Started, Host, kState, "to \"Starting print", kOctoPrint},
    {Kind::HostPrints, Host, "Changing monitoring state from \"Starting", "to \"Printing", kOctoPrint},
    {Kind::HostPrints, Host, "Changing monitoring state from \"Paus", "to \"Printing", kOctoPrint},
    {Kind::HostPrints, Host, "Changing monitoring state from \"Resuming", "to \"Printing", kOctoPrint},
    {Kind::Started, Host, kState, "to \"Printing", kOctoPrint},
    {Kind::Done, Host, kState, "to \"Finishing\"", kOctoPrint},
    {Kind::Cancelled, Host, kState, "to \"Cancelling\"", kOctoPrint},
    {Kind::HostIdle, Host, kState, "to \"Operational\"", kOctoPrint},
    {Kind::HostGone, Host, kState, "to \"Offline", kOctoPrint},
    {Kind::HostGone, Host, kState, "to \"Closed", "only older OctoPrint"},
};

// Actions that are only requests to a host (start, disconnect, shutdown, poweroff, notification, …) are not here.
constexpr ActionRule kActions[] = {
    {"pause", Kind::Paused, "Marlin 2.1, Prusa 3.14, Buddy 6.3, Smoothie 2023, Repetier 1.0.4"},
    {"paused", Kind::Paused, "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, Repetier dev2"},
    {"resume", Kind::Resumed, "Marlin 2.1, Prusa 3.14, Buddy 6.3, Smoothie 2023, Repetier 1.0.4"},
    {"resumed", Kind::Resumed, "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13, Repetier dev2"},
    {"cancel", Kind::Cancelled, "Marlin 2.1, Prusa 3.14, Buddy 6.3, Klipper 0.13"},
    {"out_of_filament", Kind::RunOut, "Marlin 2.1, Buddy 6.3, Repetier 1.0.4"},
    {"sd_inserted", Kind::CardReady, "Marlin 2.1"},
    {"sd_ejected", Kind::CardGone, "Marlin 2.1"},
    {"prompt_begin", Kind::Prompt, "Marlin 2.1, Buddy 6.3, Repetier dev2"},
    {"prompt_text", Kind::Prompt, "macros of Klipper"},
    {"prompt_choice", Kind::Prompt, "OctoPrint's protocol"},
    {"prompt_button", Kind::Prompt, "Marlin 2.1, Buddy 6.3, Repetier dev2"},
    {"prompt_footer_button", Kind::Prompt, "macros of Klipper"},
    {"prompt_button_group_start", Kind::Prompt, "macros of Klipper"},
    {"prompt_button_group_end", Kind::Prompt, "macros of Klipper"},
    {"prompt_show", Kind::Prompt, "Marlin 2.1, Buddy 6.3, Repetier dev2"},
    {"prompt_end", Kind::Prompt, "Marlin 2.1, Buddy 6.3, Repetier dev2"},
};

constexpr std::string_view kRunOutWords[] = {"filament_runout", "filamentrunout", "filament runout", "out of filament",
                                             "filament run out"};

constexpr std::array<std::string_view, 36> kNames{
    "Unknown",    "Ok",       "Wait",       "Resend",    "Busy",       "UserWait",  "Prompt",   "Temperature",
    "Heating",    "Target",   "Position",   "Firmware",  "Capability", "CardReady", "CardGone", "FileOrdered",
    "FileOpened", "Started",  "SdPrinting", "SdIdle",    "Progress",   "Paused",    "Resumed",  "Done",
    "Cancelled",  "RunOut",   "Boot",       "Ready",     "Halt",       "Error",     "Harmless", "HostTrouble",
    "HostFailed", "HostGone", "HostIdle",   "HostPrints"};

}  // namespace

std::span<const LineRule> lineRules() { return kRules; }
std::span<const ActionRule> actionRules() { return kActions; }
std::span<const std::string_view> runOutWords() { return kRunOutWords; }

std::string_view toString(LineKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

}  // namespace herald::serial
