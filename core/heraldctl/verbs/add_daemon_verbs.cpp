#include "heraldctl/verbs/add_daemon_verbs.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "heraldctl/verbs/daemon_verbs.h"

namespace herald::core::ctl {

namespace {

/// A verb below `parent` that does `work` with the arguments it was given.
CLI::App* addVerb(CLI::App& parent, Invocation& invocation, const std::string& name, const std::string& help,
                  const std::function<int()>& work) {
  auto* verb = invocation.takesConfig(parent.add_subcommand(name, help));
  verb->callback([&invocation, work] { invocation.command = work; });
  return verb;
}

CLI::App* addGroup(CLI::App& app, const std::string& name, const std::string& help) {
  auto* group = app.add_subcommand(name, help);
  group->require_subcommand(1);
  return group;
}

void addStatus(CLI::App& app, Invocation& to) {
  const auto json = std::make_shared<bool>(false);
  addVerb(app, to, "status", "Show how the running daemon is; exit code 1 if something keeps events from arriving",
          [&to, json] { return status(to.config, *json, std::cout); })
      ->add_flag("--json", *json, "As JSON, with everything");
}

void addQueue(CLI::App& app, Invocation& to) {
  struct Arguments {
    std::string sink{}, other{};
    std::vector<std::uint64_t> sequences{};
  };
  const auto given = std::make_shared<Arguments>();
  auto& queue = *addGroup(app, "queue", "What waits to be delivered");
  addVerb(queue, to, "ls", "List the sinks that have something waiting or dead",
          [&to] { return listQueues(to.config, std::cout); });
  auto* show = addVerb(queue, to, "show", "List what waits for a sink, or show deliveries whole",
                       [&to, given] { return showQueue(to.config, given->sink, given->sequences, std::cout); });
  show->add_option("SINK", given->sink)->required();
  show->add_option("SEQUENCE", given->sequences);
  auto* move = addVerb(queue, to, "move", "Give what waits for a sink that is no more to another",
                       [&to, given] { return moveQueue(to.config, given->sink, given->other, std::cout); });
  move->add_option("OLD", given->sink)->required();
  move->add_option("NEW", given->other)->required();
  auto* purge = addVerb(queue, to, "purge", "Discard what waits for a sink",
                        [&to, given] { return purgeQueue(to.config, given->sink, std::cout); });
  purge->add_option("SINK", given->sink)->required();
}

void addFilter(CLI::App* verb, DeadFilter& filter) {
  verb->add_option("SEQUENCE", filter.sequences, "These ones");
  verb->add_option("--sink", filter.sink, "Of this sink");
  verb->add_option("--reason", filter.reason, "With this text in their reason");
  verb->add_option("--since", filter.since, "Ended since then: 2h, 2026-11-24 or 2026-11-24T18:00:00Z");
  verb->add_option("--until", filter.until, "Ended before that");
}

void addDead(CLI::App& app, Invocation& to) {
  const auto filter = std::make_shared<DeadFilter>();
  const auto sequence = std::make_shared<std::uint64_t>(0);
  auto& dead = *addGroup(app, "dead", "What will not be tried again by itself");
  addFilter(addVerb(dead, to, "ls", "List dead letters with their reason",
                    [&to, filter] { return listDead(to.config, *filter, std::cout); }),
            *filter);
  addVerb(dead, to, "show", "Show one with its event and the receiver's last answer",
          [&to, sequence] { return showDead(to.config, *sequence, std::cout); })
      ->add_option("SEQUENCE", *sequence)
      ->required();
  auto* replay = addVerb(dead, to, "replay", "Deliver them after all, at the end of their lines",
                         [&to, filter] { return replayDead(to.config, *filter, std::cout); });
  auto* purge =
      addVerb(dead, to, "purge", "Forget them", [&to, filter] { return purgeDead(to.config, *filter, std::cout); });
  for (auto* verb : {replay, purge}) {
    addFilter(verb, *filter);
    verb->add_flag("--all", filter->all, "All of them");
  }
}

void addSink(CLI::App& app, Invocation& to) {
  const auto name = std::make_shared<std::string>();
  auto& sink = *addGroup(app, "sink", "Stop a sink and let it go on");
  const auto addWord = [&](const std::string& word, const std::string& help) {
    addVerb(sink, to, word, help, [&to, name, word] { return tellSink(to.config, *name, word, std::cout); })
        ->add_option("NAME", *name)
        ->required();
  };
  addWord("pause", "Begin no more attempts; what comes waits");
  addWord("resume", "Go on, and try at once");
  addWord("retry", "Try at once what waits for a retry or a probe");
  addVerb(sink, to, "drain", "Deliver what waits, then pause",
          [&to, name] { return drainSink(to.config, *name, std::cout); })
      ->add_option("NAME", *name)
      ->required();
}

void addTest(CLI::App& app, Invocation& to) {
  struct Arguments {
    std::string sink{}, event{"PrintDone"};
    bool dryRun = false;
  };
  const auto given = std::make_shared<Arguments>();
  auto* verb = addVerb(app, to, "test", "Send a test event through a sink; exit code 0 if it was delivered",
                       [&to, given] { return test(to.config, given->sink, given->event, given->dryRun, std::cout); });
  verb->add_option("SINK", given->sink)->required();
  verb->add_option("--event", given->event, "The event's type")->capture_default_str();
  verb->add_flag("--dry-run", given->dryRun, "Only show the requests, with secrets masked");
}

}  // namespace

CLI::App* Invocation::takesConfig(CLI::App* verb) {
  verb->add_option("-c,--config", config, "The configuration; " + config + " by default");
  return verb;
}

void addDaemonVerbs(CLI::App& app, Invocation& invocation) {
  addStatus(app, invocation);
  addQueue(app, invocation);
  addDead(app, invocation);
  addSink(app, invocation);
  addTest(app, invocation);
}

}  // namespace herald::core::ctl
