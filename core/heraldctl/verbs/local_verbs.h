#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

/// The verbs of heraldctl. Each returns the exit code and throws std::exception with one sentence, or BadConfiguration,
/// where it cannot do its work; what it found goes to `out`.
namespace herald::core::ctl {

/// Says whether a configuration is right, without starting anything.
int check(const std::filesystem::path& config, std::ostream& out);

/// Lists the plugin libraries: name, version, what they were built for, file, state and reason. Without a readable
/// configuration only the built-in folder is looked at.
int listPlugins(const std::filesystem::path& config, std::ostream& out);

/// Shows one plugin's options, as text or as the table of its README.
int showPlugin(const std::filesystem::path& config, const std::string& type, bool markdown, std::ostream& out);

/// Lists the presets of a configuration with what each needs. Without a configuration those that came with Herald.
int listPresets(const std::filesystem::path& config, std::ostream& out);

/// Prints a preset's file.
int showPreset(const std::filesystem::path& config, const std::string& name, std::ostream& out);

/// Shows every HTTP request that arrives at `port` (0: any free one) of this machine, until SIGINT or SIGTERM, and
/// answers it with `status`.
int listen(std::uint16_t port, int status, std::ostream& out);

/// Prints what a sink would send for the event in a JSON file ("-": standard input), as a JSON array of requests.
int render(const std::filesystem::path& config, const std::string& sink, const std::string& eventFile,
           std::ostream& out);

}  // namespace herald::core::ctl
