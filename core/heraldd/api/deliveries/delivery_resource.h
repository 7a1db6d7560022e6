// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/delivery_log/delivery_log.h"
#include "engine/dispatch/dispatcher.h"
#include "engine/outbox/outbox.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What became of the deliveries, and what the operator can do with one of them:
///
///   GET  /api/v1/deliveries              a page, the newest first: {"deliveries": […], "next": 41}. `after` = `next`
///                                        gives the next page
///   GET  /api/v1/deliveries/{id}         one of them with its event and its attempts
///   POST /api/v1/deliveries/{id}/resend  sends the event again: what waits is due now, a dead letter waits again, and
///                                        what has arrived goes out once more, with the same id
///   POST /api/v1/deliveries/{id}/drop    what waits, or a dead letter, ends
class DeliveryResource final : public Resource {
 public:
  /// What it shows and changes. All of it outlives the resource.
  struct Daemon {
    DeliveryLog& log;
    Outbox& outbox;
    Dispatcher& dispatcher;
    const TimeSource& time;
  };

  explicit DeliveryResource(const Daemon& daemon) : daemon_(daemon) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  /// Which delivery a request names.
  struct Name {
    std::string sink{};
    std::string event{};
  };

  static Name nameFrom(const ApiRequest& request);
  ApiAnswer page(const ApiRequest& request);
  ApiAnswer one(const ApiRequest& request);
  ApiAnswer resend(const ApiRequest& request);
  ApiAnswer drop(const ApiRequest& request);
  std::uint64_t sendAgain(const Name& name);
  std::optional<Delivery> deadLetter(const Name& name);

  const Daemon daemon_;
};

}  // namespace herald::core
