#pragma once

#include <string>

#include "event_names.h"
#include "herald/source.h"
#include "push_session.h"
#include "rest_client.h"

namespace herald::octoprint {

/// Listens to one OctoPrint over its push API (https://docs.octoprint.org/en/master/api/push.html), 1.4 and later.
class OctoPrintSource : public Source {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;

 private:
  PushSession open(Feed& feed, RestClient& rest);
  void listen(Feed& feed, RestClient& rest);
  void nameMissing(const Login& login, Feed& feed);

  Settings settings_{};
  std::string url_{};   ///< without a slash at its end
  std::string host_{};  ///< all of it that a message may show
  EventNames names_{};
  std::string missing_{};  ///< the permissions that were reported missing, so that they are reported once
};

}  // namespace herald::octoprint
