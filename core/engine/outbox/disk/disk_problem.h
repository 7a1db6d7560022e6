// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace herald::core {

/// The disk refuses a read or a write. The text is one clause for the operator: the file and the reason.
class DiskProblem : public std::runtime_error {
 public:
  explicit DiskProblem(const std::string& text, bool isFull = false) : std::runtime_error(text), isFull_(isFull) {}

  bool isFull() const { return isFull_; }  ///< the disk has no room

 private:
  bool isFull_;
};

/// The disk does not return a delivery.
class ReadProblem : public DiskProblem {
 public:
  ReadProblem(const std::string& text, int opening) : DiskProblem(text), opening_(opening) {}

  int opening() const { return opening_; }  ///< which opening of the file it came from, see FileReader

 private:
  int opening_;
};

/// A newer Herald wrote the outbox's file. Nothing in it was changed.
class NewerOutbox : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace herald::core
