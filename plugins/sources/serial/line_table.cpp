// SPDX-License-Identifier: Apache-2.0
#include "line_table.h"

#include <array>

namespace herald::serial {
namespace {

using Kind = LineKind;
constexpr auto Is = LineRule::Form::Is;
constexpr auto Begins = LineRule::Form::Begins;
constexpr auto Echo = LineRule::Form::Echo;

constexpr LineRule kRules[] = {
    // The protocol: https://reprap.org/wiki/G-code#Replies_from_the_RepRap_machine_to_the_host_computer
    {Kind::Wait, Is, "wait"},
    {Kind::Resend, Begins, "Resend"},
    {Kind::Resend, Begins, "rs #"},
    {Kind::Resend, Begins, "rs N#"},

    // Busy: Marlin, Prusa; MK4duo also waits for doors
    {Kind::UserWait, Echo, "busy", "paused for "},
    {Kind::UserWait, Echo, "busy", "door open"},
    {Kind::Busy, Echo, "busy:"},
    {Kind::Busy, Echo, "busy "},

    // Positions. They come before temperatures, because those of Smoothie begin with "C: X:"
    {Kind::Position, Begins, "X:", "Y:"},
    {Kind::Position, Begins, "C: X:", "Y:"},

    // Temperatures, those of M109 and M190 first. Repetier has separate targets
    {Kind::Heating, Begins, "T:", " W:"},
    {Kind::Heating, Begins, "T:", " E:"},
    {Kind::Temperature, Begins, "T:"},
    {Kind::Temperature, Begins, "T#:"},
    {Kind::Temperature, Begins, "B:"},
    {Kind::Temperature, Begins, "C:"},
    {Kind::Target, Echo, "TargetExtr#:"},
    {Kind::Target, Echo, "TargetBed:"},
    {Kind::Target, Echo, "TargetChamber:"},

    // The card
    {Kind::CardReady, Echo, "SD card ok"},
    {Kind::CardReady, Echo, "Card successfully initialized"},
    {Kind::CardGone, Echo, "SD init fail"},
    {Kind::CardGone, Echo, "SD card released"},
    {Kind::CardGone, Echo, "SD card unmounted"},
    {Kind::CardGone, Echo, "No media"},
    {Kind::CardGone, Begins, "Error:", "volume.init failed"},
    {Kind::CardGone, Begins, "Error:", "openRoot failed"},

    // A print from the card, or from the printer's own disk
    {Kind::SdPrinting, Begins, "SD printing byte "},
    {Kind::SdPrinting, Begins, "SD printing byte:"},
    {Kind::SdIdle, Begins, "Not SD printing"},
    {Kind::SdIdle, Begins, "Not currently playing"},  // Smoothie
    {Kind::Paused, Begins, "SD print paused"},        // Prusa
    {Kind::Paused, Begins, "Print saved"},            // Prusa
    {Kind::Paused, Begins, "SD print is paused at"},  // Smoothie
    {Kind::Paused, Begins, "Printing paused"},        // RepRapFirmware
    {Kind::Paused, Begins, "Print paused"},           // RepRapFirmware, Repetier
    {Kind::Resumed, Begins, "Printing resumed"},      // RepRapFirmware
    {Kind::Resumed, Begins, "Print resumed"},         // RepRapFirmware
    {Kind::Paused, Begins, "// Print Suspended"},     // Smoothie
    {Kind::Resumed, Begins, "Resuming print"},        // Smoothie
    {Kind::Paused, Begins, "RequestPause"},           // Repetier, Smoothie
    {Kind::Paused, Begins, "// RequestPause"},
    {Kind::Resumed, Begins, "RequestContinue"},
    {Kind::Resumed, Begins, "// RequestContinue"},
    {Kind::Cancelled, Begins, "RequestStop"},
    {Kind::Cancelled, Begins, "// RequestStop"},
    {Kind::Done, Echo, "Done printing file"},
    {Kind::Done, Begins, "Finished printing file"},        // RepRapFirmware
    {Kind::Cancelled, Begins, "Cancelled printing file"},  // RepRapFirmware
    {Kind::Cancelled, Begins, "Aborted playing"},          // Smoothie
    {Kind::Cancelled, Begins, "SD print stopped"},         // Repetier
    {Kind::FileOpened, Echo, "File opened:"},
    {Kind::FileOpened, Echo, "Now fresh file:"},
    {Kind::FileOpened, Begins, "File ", " selected for printing"},  // RepRapFirmware
    {Kind::Started, Begins, "Playing "},                            // Smoothie
    {Kind::Started, Echo, "enqueueing \"M24"},                      // Marlin's menu
    {Kind::Started, Echo, "enqueing \"M24"},                        // Prusa's menu

    // M73: Prusa, Marlin; Smoothie's own
    {Kind::Progress, Begins, "NORMAL MODE: ", "percent done:"},
    {Kind::Progress, Begins, "SILENT MODE: ", "percent done:"},
    {Kind::Progress, Echo, "M73 ", ":"},
    {Kind::Progress, Begins, "#", " % complete, elapsed time"},
    {Kind::Progress, Begins, "file: ", " % complete, elapsed time"},

    // Filament; kActions has the host actions for it
    {Kind::RunOut, Begins, "fsensor_update - M600"},        // Prusa
    {Kind::RunOut, Begins, "fsensor_checkpoint_print"},     // Prusa
    {Kind::RunOut, Echo, "Enqueing to the front: \"M600"},  // Prusa
    {Kind::RunOut, Begins, "EndOfFilament"},                // Repetier, Smoothie
    {Kind::RunOut, Begins, "Event:EndOfFilament"},
    {Kind::RunOut, Begins, "Filament error on extruder"},      // RepRapFirmware
    {Kind::RunOut, Begins, "Extruder # reports no filament"},  // RepRapFirmware
    {Kind::RunOut, Begins, "// Filament ", "runout"},          // Klipper, Smoothie
    {Kind::RunOut, Begins, "// Filament ", "run out"},
    {Kind::RunOut, Begins, "// Filament Detector has detected"},  // Smoothie

    // The firmware
    {Kind::Firmware, Begins, "FIRMWARE_NAME:"},
    {Kind::Firmware, Begins, "FIRMWARE_VERSION:", " FIRMWARE_NAME:"},  // Klipper, in either order
    {Kind::Firmware, Begins, "// FIRMWARE_NAME:"},
    {Kind::Firmware, Begins, "// FIRMWARE_VERSION:", " FIRMWARE_NAME:"},
    {Kind::Firmware, Begins, "NAME. "},  // Malyan
    {Kind::Firmware, Begins, "NAME: "},
    {Kind::Capability, Begins, "Cap:"},

    // Restarts
    {Kind::Boot, Is, "start"},
    {Kind::Boot, Echo, "PowerUp"},
    {Kind::Boot, Echo, "External Reset"},
    {Kind::Boot, Echo, "Brown out Reset"},
    {Kind::Boot, Echo, "Watchdog Reset"},
    {Kind::Boot, Echo, "Software Reset"},
    {Kind::Boot, Is, "INT4"},  // Prusa's power panic
    {Kind::Boot, Begins, "Smoothie Running"},
    {Kind::Boot, Begins, "RepRapFirmware for ", "is up and running"},
    {Kind::Boot, Begins, "// Klipper state: Disconnect"},
    {Kind::Ready, Begins, "// Klipper state: Ready"},

    // Not errors: a lost line that the host sends again, a missing card
    {Kind::Harmless, Begins, "Error:", "line number"},
    {Kind::Harmless, Begins, "Error:", "linenumber"},
    {Kind::Harmless, Begins, "Error:", "checksum"},
    {Kind::Harmless, Begins, "Error:", "format error"},
    {Kind::Harmless, Begins, "Error:", "expected line"},
    {Kind::Harmless, Begins, "Error:", "unknown command"},
    {Kind::Harmless, Begins, "Error:", "volume.init"},
    {Kind::Harmless, Begins, "Error:", "openroot"},
    {Kind::Harmless, Begins, "Error:", "workdir"},
    {Kind::Harmless, Begins, "Error:", "error writing to file"},
    {Kind::Harmless, Begins, "Error:", "cannot open"},
    {Kind::Harmless, Begins, "Error:", "open failed"},
    {Kind::Harmless, Begins, "Error:", "cannot enter"},
    {Kind::Harmless, Is, "Error:#"},  // old Marlin: the next line has the error
    {Kind::Harmless, Begins, "!! Unknown command"},

    // Errors that stop the printer
    {Kind::Halt, Begins, "Error:", "kill() called"},
    {Kind::Halt, Begins, "Error:", "thermal runaway"},
    {Kind::Halt, Begins, "Error:", "heating failed"},
    {Kind::Halt, Begins, "Error:", "maxtemp"},
    {Kind::Halt, Begins, "Error:", "mintemp"},
    {Kind::Halt, Begins, "Error:", "printer stopped due to errors"},
    {Kind::Halt, Begins, "Error:", "printer halted"},
    {Kind::Halt, Begins, "Error:", "system stopped"},
    {Kind::Halt, Begins, ": ", "switched off"},  // old Marlin, after "Error:0"
    {Kind::Halt, Begins, "Error:", "watchdog timeout"},
    {Kind::Halt, Begins, "Error:", "emergency stop"},        // RepRapFirmware
    {Kind::Halt, Begins, "fatal:"},                          // Repetier
    {Kind::Halt, Begins, "!! Lost communication with MCU"},  // Klipper
    {Kind::Halt, Begins, "!! Shutdown due to"},
    {Kind::Halt, Begins, "!! Printer is shutdown"},
    {Kind::Halt, Begins, "!! MCU ", "shutdown"},
    {Kind::Halt, Begins, "!! Heater ", "not heating at expected rate"},
    {Kind::Halt, Begins, "// Klipper state: Shutdown"},
    {Kind::Halt, Begins, "ERROR:", "HALT asserted"},  // Smoothie
    {Kind::Halt, Begins, "ALARM:"},
    {Kind::Halt, Is, "!!"},

    {Kind::Error, Begins, "Error:"},
    {Kind::Error, Begins, "!! "},
    {Kind::Error, Echo, "SD read error"},
    {Kind::Error, Begins, "Extruder fan speed is lower than expected"},  // Prusa
    {Kind::Error, Begins, "Print fan speed is lower than expected"},

    // OctoPrint's own states in its serial.log
    {Kind::Paused, Begins, "Changing monitoring state from", "to \"Paused\""},
    {Kind::Started, Begins, "Changing monitoring state from", "to \"Starting\""},
    {Kind::Started, Begins, "Changing monitoring state from", "to \"Starting print"},
    {Kind::Started, Begins, "Changing monitoring state from", "to \"Printing"},
    {Kind::Done, Begins, "Changing monitoring state from", "to \"Finishing\""},
    {Kind::Cancelled, Begins, "Changing monitoring state from", "to \"Cancelling\""},
    {Kind::HostIdle, Begins, "Changing monitoring state from", "to \"Operational\""},
    {Kind::HostIdle, Begins, "Changing monitoring state from", "to \"Offline"},
    {Kind::HostIdle, Begins, "Changing monitoring state from", "to \"Error"},
    {Kind::HostIdle, Begins, "Changing monitoring state from", "to \"Closed"},
};

// Actions that are only requests to a host (start, disconnect, shutdown, poweroff, notification, …) are not here.
constexpr ActionRule kActions[] = {
    {"pause", Kind::Paused},
    {"paused", Kind::Paused},
    {"resume", Kind::Resumed},
    {"resumed", Kind::Resumed},
    {"cancel", Kind::Cancelled},
    {"out_of_filament", Kind::RunOut},
    {"sd_inserted", Kind::CardReady},
    {"sd_ejected", Kind::CardGone},
    {"prompt_begin", Kind::Prompt},
    {"prompt_text", Kind::Prompt},
    {"prompt_choice", Kind::Prompt},
    {"prompt_button", Kind::Prompt},
    {"prompt_footer_button", Kind::Prompt},
    {"prompt_button_group_start", Kind::Prompt},
    {"prompt_button_group_end", Kind::Prompt},
    {"prompt_show", Kind::Prompt},
    {"prompt_end", Kind::Prompt},
};

constexpr std::string_view kRunOutWords[] = {"filament_runout", "filamentrunout", "filament runout", "out of filament",
                                             "filament run out"};

constexpr std::array<std::string_view, 31> kNames{
    "Unknown", "Ok",         "Wait",     "Resend",   "Busy",       "UserWait",  "Prompt",   "Temperature",
    "Heating", "Target",     "Position", "Firmware", "Capability", "CardReady", "CardGone", "FileOpened",
    "Started", "SdPrinting", "SdIdle",   "Progress", "Paused",     "Resumed",   "Done",     "Cancelled",
    "RunOut",  "Boot",       "Ready",    "Halt",     "Error",      "Harmless",  "HostIdle"};

}  // namespace

std::span<const LineRule> lineRules() { return kRules; }
std::span<const ActionRule> actionRules() { return kActions; }
std::span<const std::string_view> runOutWords() { return kRunOutWords; }

std::string_view toString(LineKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

}  // namespace herald::serial
