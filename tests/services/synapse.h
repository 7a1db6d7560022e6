// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/http.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// The Python that has what requirements.txt names. Throws std::runtime_error if make_services.sh has not run.
std::string pythonOfServices();

/// One Synapse for one test: a real Matrix server with one account and one room.
class Synapse {
 public:
  /// What the server takes: bytes of an upload, and messages before it answers 429.
  struct Limits {
    int upload = 1000000, messages = 1000;
  };

  explicit Synapse(Limits limits);  ///< returns when the account is in its room
  Synapse() : Synapse(Limits()) {}

  const std::string& url() const { return url_; }
  const std::string& token() const { return token_; }
  const std::string& room() const { return room_; }

  /// The last message in the room: the content of the event, as JSON.
  std::string lastMessage();

  /// What the server keeps for an address mxc://….
  std::string media(const std::string& address);

 private:
  HttpResponse ask(const std::string& method, const std::string& path, const std::string& body = {});

  TemporaryFolder folder_;
  std::string url_, token_, room_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<Process> process_;
};

}  // namespace herald::testing
