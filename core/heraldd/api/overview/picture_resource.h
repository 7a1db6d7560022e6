// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "heraldd/admin/status_report.h"
#include "heraldd/api/operations/operation.h"
#include "heraldd/api/overview/printer_pictures.h"

namespace herald::core {

/// How a printer looks:
///
///   GET /api/v1/printers/{name}/picture   image/jpeg: the picture of its last event if Herald has one, or one that the
///                                         camera takes now; it may be half a minute old. 404 if there is none, 503 if
///                                         too many cameras are at work. `at` only tells a browser of a new one
class PictureResource final : public Resource {
 public:
  /// Every thread may call `report`.
  PictureResource(std::function<StatusReport()> report, PrinterPictures::Cameras cameras, const TimeSource& time)
      : report_(std::move(report)), pictures_(std::move(cameras), time) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override { return {}; }

 private:
  ApiAnswer picture(const std::string& name);

  const std::function<StatusReport()> report_;
  PrinterPictures pictures_;
};

}  // namespace herald::core
