// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/presets.h"
#include "engine/config_edit/block_form.h"
#include "engine/config_edit/configuration_changes.h"
#include "engine/pipeline/http_factory.h"
#include "herald/mutex.h"
#include "herald/settings.h"

namespace herald::core {

/// What somebody has typed to add a printer.
struct ConnectWish {
  std::string url{};   ///< as a browser shows it, or mqtt://…
  std::string name{};  ///< of the source; empty: from the address
  std::vector<std::string> tags{};
  std::string preset{};  ///< what publishes at a broker
  FormValues values{};   ///< options of the source: an API key, a user
};

/// How far it is. A value.
struct ConnectView {
  enum class Step : std::uint8_t {
    Looking,  ///< what is behind the address?
    Allow,    ///< a person has to click on Allow at `link`
    Needs,    ///< `fields` are missing: answer()
    Saving,
    Done,
    Failed,  ///< `text` says why, and what to do
    Ended,   ///< somebody has ended it
  };

  Step step = Step::Looking;
  std::string type{};  ///< of the source; empty: not known yet
  std::string title{}, url{}, text{}, link{};
  std::vector<std::string> fields{};  ///< the options that are missing
  bool wantsPreset = false;
  std::vector<FormFault> faults{};
  std::string name{};    ///< of the saved source
  ChangeResult saved{};  ///< the save
};

/// "looking", "allow", "needs", "saving", "done", "failed" or "ended".
std::string_view toString(ConnectView::Step step);

/// Adds one printer by its address: finds out what is there, gets what Herald needs, and saves a source. Each step that
/// waits for the network runs in the caller's thread; every thread may look at it and answer.
class Connecting {
 public:
  struct Tools {
    HttpFactory http{};
    /// Saves a new source. Throws BadForm, or std::exception with one sentence.
    std::function<ChangeResult(const BlockForm&)> save{};
    /// The source that has this address already; empty if none has.
    std::function<std::string(const std::string& url)> known{};
    /// A name that no source has, for a wish.
    std::function<std::string(const std::string& name)> freeName{};
    Millis askEvery{std::chrono::seconds(1)};
    Millis longest{std::chrono::minutes(5)};  ///< for the click on Allow
  };

  Connecting(ConnectWish wish, Tools tools);

  /// Goes on until a person has to answer, or until it is over. Reaches no link-local address, see LinkLocalBan. Throws
  /// nothing.
  void run(const std::stop_token& stop) HERALD_EXCLUDES(mutex_);

  /// Takes what a person has answered to Needs. Then run() goes on.
  void answer(const ConnectWish& more) HERALD_EXCLUDES(mutex_);

  ConnectView view() const HERALD_EXCLUDES(mutex_);

 private:
  void look(const std::stop_token& stop);
  void askOctoPrint(HttpClient& client, const ConnectWish& wish, const std::stop_token& stop);
  void lookForMoonraker(HttpClient& client, const ConnectWish& wish, const std::string& otherwise,
                        const std::stop_token& stop);
  void lookForBroker(const ConnectWish& wish, const std::stop_token& stop);
  void save(const ConnectWish& wish, const std::string& type, const std::stop_token& stop);
  void need(const std::string& type, const std::string& title, std::vector<std::string> fields, bool wantsPreset,
            const std::string& text);
  void set(const std::function<void(ConnectView&)>& change) HERALD_EXCLUDES(mutex_);
  bool pause(const std::stop_token& stop) HERALD_EXCLUDES(mutex_);  ///< between two questions; false at a stop
  ConnectWish wish() const HERALD_EXCLUDES(mutex_);

  const Tools tools_;
  mutable Mutex mutex_{};
  StoppableCondition pause_{};  // nobody notifies it
  ConnectWish wish_ HERALD_GUARDED_BY(mutex_);
  ConnectView view_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
