// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "herald/http.h"
#include "herald/server_stream.h"

namespace herald::core {

/// Who asks the API. A value.
struct ApiCaller {
  enum class Way : std::uint8_t {
    Socket,   ///< the user of the daemon or root, at the Unix socket
    Token,    ///< a program with admin.token
    Session,  ///< a browser that is logged in
    Ingress,  ///< a browser that is logged in to Home Assistant, which forwards its request
    Stranger  ///< anybody: only for operations that need no session
  };

  Way way = Way::Socket;
  std::string session{};  ///< names the session; not its token. Empty without one
  std::string address{};  ///< of the client, without its port; empty at the Unix socket
};

/// A request whose parameters have passed the checks that its operation declares.
struct ApiRequest {
  std::map<std::string, std::string> path{};                ///< what the parts in braces stand for, decoded
  std::map<std::string, std::vector<std::string>> query{};  ///< decoded
  HttpHeaders headers{};
  std::string body{};
  ApiCaller caller{};

  std::string text(const std::string& name) const;               ///< of the query; empty if it is missing
  std::vector<std::string> list(const std::string& name) const;  ///< each value that the query has for it
  std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
  std::optional<std::chrono::system_clock::time_point> time(const std::string& name) const;
};

struct ApiAnswer {
  int status = 200;
  std::string body{"{}"};
  std::string type{"application/json"};
  std::shared_ptr<herald::ServerStream> stream{};  ///< what follows the body; null if nothing does
  HttpHeaders headers{};                           ///< besides Content-Type
  std::optional<std::string> cookie{};             ///< the token of a new session; empty: the session has ended
  std::string cookiePath{};                        ///< where the cookie holds: "/herald/"
};

/// One thing that the API does. From this declaration come the route, the checks of the parameters, and the entry in
/// the OpenAPI document: so they cannot differ.
struct Operation {
  struct Parameter {
    enum class Kind : std::uint8_t { Text, Integer, Time, Choice };
    std::string name{};
    std::string description{};
    Kind kind = Kind::Text;
    bool isList = false;  ///< it may come several times: ?sink=a&sink=b
    std::int64_t least = 0, most = std::numeric_limits<std::int64_t>::max();  ///< of an Integer
    std::vector<std::string> choices{};
  };

  /// What an answer costs besides reading. So many at once have a slot, the next one gets 429; see WorkSlots.
  enum class Work : std::uint8_t {
    None,
    Plan,     ///< it makes a plan from a form, and perhaps a preview
    Network,  ///< it waits for others in the network
    Change    ///< it writes the configuration, and waits for the reload
  };

  std::string method{"GET"};
  std::string path{};     ///< "/api/v1/log/{sequence}"
  std::string id{};       ///< "listLog": what generated clients call it
  std::string summary{};  ///< one sentence
  std::vector<Parameter> query{};
  std::string bodySchema{};    ///< the name of a schema; empty: it takes no body
  std::string answerSchema{};  ///< the name of a schema; empty: an object without promised members
  std::string answerType{"application/json"};
  int answerStatus = 200;    ///< of an answer that is no problem; 204 has no body
  bool needsSession = true;  ///< false for the login
  bool isUse = true;         ///< false for what a page asks by itself: that keeps no session alive
  Work work = Work::None;
  bool isForSocketAlone = false;  ///< opens doors: only the user of the daemon may do it
  std::function<ApiAnswer(const ApiRequest&)> handler{};

  bool isChange() const { return method != "GET"; }
};

/// A small part of the API: the operations of one thing, and the JSON schemas that they use. Server threads call the
/// handlers, several at once.
class Resource {
 public:
  using Schemas = std::map<std::string, std::string>;  ///< JSON Schema 2020-12, by name

  virtual ~Resource();
  virtual std::vector<Operation> operations() = 0;  ///< the handlers live as long as the resource
  virtual Schemas schemas() const = 0;
};

}  // namespace herald::core
