// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/disk_storage.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/outbox/disk/file_gap.h"

namespace herald::core {

namespace {

// Sequences that may be given while the file of an earlier process is opened.
constexpr std::uint64_t kRoom = 1 << 20;

// How many refused changes get their events at once, so that not all of them are in memory.
constexpr std::size_t kSome = 256;

Poco::Logger& logger() { return Poco::Logger::get("outbox"); }

// Such a change does not matter if the disk refuses it: the row on disk is right except for the attempts.
bool onlyCountsAttempts(const Change& change) {
  return change.kind == Change::Kind::Update && change.row == change.delivery.sequence &&
         change.delivery.ending.reason.empty();
}

}  // namespace

DiskStorage::DiskStorage(const QueueBounds& bounds, Options options, TimeSource& time)
    : Storage(bounds), options_(std::move(options)), time_(time), state_(options_.file.path.parent_path(), kRetry) {
  try {
    file_ = open();
    reader_.open(file_);
    setLow(file_->isLow());
    index.adopt(file_->takeStored(), file_->takeNotes(), file_->lastSequence());
  } catch (const DiskProblem& error) {
    refuse({}, error.what());
  }
  thread_ = std::thread([this] { work(); });
}

DiskStorage::~DiskStorage() {
  {
    const MutexLock lock(mutex);
    stopped_ = true;
    work_.notifyAll();
  }
  thread_.join();
  const MutexLock lock(mutex);
  commit();
}

std::shared_ptr<OutboxFile> DiskStorage::open() const {
  return std::make_shared<OutboxFile>(options_.file, time_, [](const std::string& text) { logger().error(text); });
}

bool DiskStorage::takes(const Event& event) const {
  return isOpen() && options_.events && !state_.isLow() && (options_.progress || event.category != Category::Progress);
}

void DiskStorage::log(Change change) {
  if (!isOpen()) return;
  if (!pending_.add(std::move(change))) return;
  pending_.setDue(time_.now() + kFlush);
  work_.notifyAll();
}

OutboxHealth DiskStorage::health() const {
  auto problem = state_.problem();
  const bool durable = options_.events && problem.empty();
  return {.durable = durable, .problem = std::move(problem)};
}

void DiskStorage::setWake(Outbox::Wake wake) { wake_.set(std::move(wake)); }

void DiskStorage::commit() {
  const auto last = pending_.logged();
  pending_.needSafe();
  while (!pending_.isSafe(last)) {
    if (writing_) {
      written_.wait(mutex, [this, last]() HERALD_REQUIRES(mutex) { return !writing_ || pending_.isSafe(last); });
    } else {
      writePending();
    }
  }
}

void DiskStorage::awaitWriter() {
  written_.wait(mutex, [this]() HERALD_REQUIRES(mutex) { return !writing_; });
}

void DiskStorage::writePending() {
  writing_ = true;
  auto batch = pending_.take();
  const auto sequence = index.lastSequence();
  auto& file = *file_;
  std::string problem;
  bool low = false;
  {
    const MutexUnlock unlocked(mutex);
    try {
      file.write(batch.changes, batch.safe, sequence);
      low = file.isLow();
    } catch (const std::exception& error) {
      problem = error.what();
    }
  }
  writing_ = false;
  if (problem.empty()) {
    pending_.written(batch);
    setLow(low);
  } else {
    refuse(std::move(batch.changes), problem);
  }
  written_.notifyAll();
}

void DiskStorage::refuse(std::vector<Change> changes, const std::string& problem) {
  if (state_.refuse(problem, time_.now())) {
    logger().error(problem + "; new deliveries are in memory only until the disk works again");
  }
  auto later = pending_.take().changes;  // the threads that need them on disk wait on, until they are in memory
  std::move(later.begin(), later.end(), std::back_inserter(changes));
  for (std::span<Change> rest(changes); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kSome));
    readBodies(some);
    for (auto& change : some) takeBack(change);
    rest = rest.subspan(some.size());
  }
  pending_.giveUp();
  written_.notifyAll();
  room.notifyAll();
  work_.notifyAll();
}

void DiskStorage::takeBack(const Change& change) {
  if (change.kind == Change::Kind::Remove || change.kind == Change::Kind::Keep || onlyCountsAttempts(change)) return;
  const auto& delivery = change.delivery;
  if (delivery.event) {
    index.demote(delivery);
  } else {
    index.queue(delivery.sink).lose(delivery.sequence);
  }
}

/// Reads the events of refused moves: their deliveries are still in the rows of before. Nothing is logged meanwhile,
/// because the disk refuses, and nobody writes.
void DiskStorage::readBodies(std::span<Change> changes) {
  const auto isWanted = [](const Change& change) {
    return change.kind == Change::Kind::Update && !change.delivery.event && !onlyCountsAttempts(change);
  };
  std::vector<std::uint64_t> rows;
  for (const auto& change : changes) {
    if (isWanted(change)) rows.push_back(change.row);
  }
  if (rows.empty()) return;
  writing_ = true;
  FileReader::Deliveries whole;
  {
    const MutexUnlock unlocked(mutex);
    whole = reader_.readLast(rows);
  }
  writing_ = false;
  for (auto& change : changes) {
    const auto found = whole.find(change.row);
    if (isWanted(change) && found != whole.end()) change.delivery.event = found->second.event;
  }
}

std::optional<Storage::Deliveries> DiskStorage::read(const std::vector<std::uint64_t>& sequences) {
  for (;;) {
    try {
      return reader_.read(sequences);
    } catch (const ReadProblem& problem) {
      const MutexLock lock(mutex);
      awaitWriter();
      if (problem.opening() != reader_.opening()) continue;
      if (!state_.refuses()) refuse({}, problem.what());
      return std::nullopt;
    }
  }
}

void DiskStorage::setLow(bool low) {
  if (!state_.setLow(low, time_.now())) return;
  if (low) {
    logger().error(state_.problem());
    work_.notifyAll();
  } else {
    logger().notice("the disk has room again: new deliveries are on disk");
    promote();
  }
}

/// What was in memory only is written immediately, and then it is as safe as a stored delivery.
void DiskStorage::promote() {
  index.promote();
  room.notifyAll();
  pending_.needSafe();
  pending_.setDue(time_.now());
  work_.notifyAll();
}

Clock::time_point DiskStorage::nextWork() const { return std::min(pending_.due(), state_.retryAt()); }

void DiskStorage::awaitWork(Clock::time_point until) {
  time_.waitUntil(work_, mutex, until,
                  [this, until]() HERALD_REQUIRES(mutex) { return stopped_ || nextWork() != until; });
}

void DiskStorage::work() {
  const MutexLock lock(mutex);
  while (!stopped_) {
    const auto now = time_.now();
    if (const auto next = nextWork(); next > now) {
      awaitWork(next);
    } else if (writing_) {
      awaitWriter();
    } else if (pending_.due() <= now) {
      writePending();
    } else if (state_.refuses()) {
      recover();
    } else {
      state_.beginTry();
      setLow(file_->isLow());
    }
  }
}

/// Opens the file again and brings it up to date. It may be the file as it was, without the refused changes, or a new
/// one in its place. Bodies are read from the old file until the new one has them. If there was no old file, the new
/// one has what an earlier process left.
void DiskStorage::recover() {
  writing_ = true;
  state_.beginTry();
  const bool isFirst = !file_;
  const auto last = index.lastSequence();
  Reopened reopened;
  {
    const MutexUnlock unlocked(mutex);
    reopened = reopen(isFirst, last);
  }
  writing_ = false;
  if (!reopened.problem.empty()) {
    refuse({}, reopened.problem);
    written_.notifyAll();
    return;
  }
  auto before = adopt(std::move(reopened), isFirst);
  written_.notifyAll();
  const auto sinks = index.waitingSinks();
  const MutexUnlock unlocked(mutex);
  before.clear();
  wake_.call(sinks);
}

DiskStorage::Reopened DiskStorage::reopen(bool isFirst, std::uint64_t lastSequence) {
  Reopened reopened;
  try {
    reopened.file = open();
    auto& file = *reopened.file;
    if (isFirst) file.moveBehind(lastSequence + kRoom);
    reopened.there = file.takeStored();
    const auto gap = [&] {
      const MutexLock lock(mutex);
      state_.accept();  // from here on, the index logs its changes again, and they are written after these
      return FileGap(index, isFirst ? std::vector<StoredDelivery>{} : reopened.there);
    }();
    reopened.lost = gap.close(file, reader_);
    reopened.low = file.isLow();
  } catch (const std::exception& error) {
    reopened.problem = error.what();
  }
  return reopened;
}

/// Returns the files that it gives up, which close without the mutex.
DiskStorage::Files DiskStorage::adopt(Reopened reopened, bool isFirst) {
  Files before{std::exchange(file_, std::move(reopened.file))};
  before.push_back(reader_.open(file_));
  state_.setLow(reopened.low, time_.now());
  if (isFirst) index.adopt(reopened.there, file_->takeNotes());
  for (const auto sequence : reopened.lost) index.lose(sequence);
  promote();
  commit();
  if (!state_.refuses()) logger().notice("the outbox is on disk again");
  return before;
}

}  // namespace herald::core
