// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The values in a line of a known kind. Each function takes any text, and returns nothing if the values are missing.
/// They throw only std::bad_alloc.
namespace herald::serial {

/// `SD printing byte 123/4567`
struct SdPosition {
  std::int64_t byte = 0;
  std::int64_t size = 0;
  bool operator==(const SdPosition&) const = default;
};
std::optional<SdPosition> sdPosition(std::string_view line);

/// What M73 reports: Marlin's `M73 Progress: 12%; Time left: 25m; Change: 7m;`, Prusa's `NORMAL MODE: Percent done: 32;
/// print time remaining in mins: 8; Change in mins: -1`, Smoothie's `file: /sd/a.g, 32 % complete, elapsed time: …`.
/// An unknown value is nothing; firmware writes -1 for it.
struct Progress73 {
  std::optional<double> percent{};
  std::optional<double> minutesLeft{};
  bool silent = false;  ///< whether it is about Prusa's silent mode
  bool operator==(const Progress73&) const = default;
};
Progress73 progress73(std::string_view line);

/// `File opened: cube.gco Size: 1234`, `Now fresh file: cube.gco`, `enqueueing "M23 cube.gco"`, `Playing /sd/cube.g`,
/// `File 0:/gcodes/a.g selected for printing`, `Finished printing file a.g, print time was 1h 36m`
struct FileName {
  std::string path{};
  std::optional<std::int64_t> size{};
};
std::optional<FileName> fileName(std::string_view line);

/// One heater or sensor of `T:210.0 /210.0 B:60.0 /60.0 T0:210.0 /210.0 @:64 P:31.2`, in °C. The name is OctoPrint's:
/// tool0, bed, chamber; any other keeps its letter. Boards of Creality put `==` before a name, or write each part twice
/// (`TT::21.321.3  //0.000.00`). A value that is not a number (`nan`) loses only itself.
struct Measured {
  std::string name{};
  std::optional<double> actual{};
  std::optional<double> target{};
};
std::vector<Measured> temperatures(std::string_view line);

/// `TargetExtr0:200`, `TargetBed:60`
std::optional<Measured> targetTemperature(std::string_view line);

/// The height in `X:0.00 Y:0.00 Z:0.20 E:0.00 Count X:0 Y:0 Z:80`, in mm
std::optional<double> positionZ(std::string_view line);

/// `FIRMWARE_NAME:Marlin 2.1.2 … PROTOCOL_VERSION:1.0 MACHINE_TYPE:Ender-3`, in the order of the line
using FirmwareMembers = std::vector<std::pair<std::string, std::string>>;
FirmwareMembers firmware(std::string_view line);

/// OctoPrint's name for the firmware: FIRMWARE_NAME, or NAME and VER, which Malyan has instead.
std::string firmwareName(const FirmwareMembers& members);

/// The text of an error, without prefixes such as `Error:` or `!!`.
std::string_view errorText(std::string_view line);

/// What OctoPrint says about an error of its own: the text in `Changing monitoring state from "Printing" to "Error: it
/// burns"`. Empty if its state has no text. Any other line is returned unchanged.
std::string_view hostErrorText(std::string_view line);

/// The reason of such an error, as in OctoPrint: "resend", "resend_loop", "timeout", "autodetect", "crash" or
/// "connection". Also "file": OctoPrint cannot read the file that it prints.
std::string_view hostErrorReason(std::string_view text);

}  // namespace herald::serial
