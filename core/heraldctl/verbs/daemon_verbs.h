#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

/// The verbs of heraldctl that ask the running daemon, over the Unix socket in its data folder. Each returns the exit
/// code and throws std::exception with one sentence where it cannot do its work.
namespace herald::core::ctl {

/// Shows how the daemon is. 0 if nothing keeps events from arriving, else 1.
int status(const std::filesystem::path& config, bool json, std::ostream& out);

/// Lists the sinks that have something in the outbox.
int listQueues(const std::filesystem::path& config, std::ostream& out);

/// Lists what waits for a sink, or shows the deliveries of these sequences whole.
int showQueue(const std::filesystem::path& config, const std::string& sink, const std::vector<std::uint64_t>& sequences,
              std::ostream& out);

int moveQueue(const std::filesystem::path& config, const std::string& from, const std::string& to, std::ostream& out);
int purgeQueue(const std::filesystem::path& config, const std::string& sink, std::ostream& out);

/// Which dead letters are meant: those that fit everything that is given.
struct DeadFilter {
  std::string sink{}, reason{};
  std::string since{}, until{};  ///< "2h" (ago), "2026-11-24" or "2026-11-24T18:00:00Z"
  std::vector<std::uint64_t> sequences{};
  bool all = false;  ///< none of the above is meant
};

int listDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out);
int showDead(const std::filesystem::path& config, std::uint64_t sequence, std::ostream& out);

/// These two want a filter, or `all`.
int replayDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out);
int purgeDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out);

/// One word of the operator's to a sink: "pause", "resume", "retry".
int tellSink(const std::filesystem::path& config, const std::string& sink, const std::string& word, std::ostream& out);

/// Lets the sink deliver what waits, shows how much is left until it is done, and leaves it paused.
int drainSink(const std::filesystem::path& config, const std::string& sink, std::ostream& out);

/// Sends a test event through a sink, or only shows the requests (`dryRun`), by the running daemon if there is one. 0
/// if it was delivered.
int test(const std::filesystem::path& config, const std::string& sink, const std::string& event, bool dryRun,
         std::ostream& out);

}  // namespace herald::core::ctl
