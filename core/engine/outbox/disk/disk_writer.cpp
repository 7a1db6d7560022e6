#include "engine/outbox/disk/disk_writer.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace herald::core {

namespace {

constexpr auto kNever = Clock::time_point::max();

// For the sequences that are given while a file is opened.
constexpr std::uint64_t kRoom = 1 << 20;

Poco::Logger& logger() { return Poco::Logger::get("outbox"); }

}  // namespace

DiskWriter::DiskWriter(Options options, TimeSource& time, std::mutex& mutex, Owner& owner)
    : options_(std::move(options)), time_(time), mutex_(mutex), owner_(owner) {
  try {
    file_ = open();
    noteSpace(file_->isLow());
  } catch (const DiskProblem& error) {
    refuse({}, error.what());
  }
  thread_ = std::thread([this] { work(); });
}

DiskWriter::~DiskWriter() {
  Lock lock(mutex_);
  stopped_ = true;
  work_.notify_all();
  lock.unlock();
  thread_.join();
  lock.lock();
  commit(lock);
}

std::unique_ptr<OutboxFile> DiskWriter::open() const {
  return std::make_unique<OutboxFile>(options_.file, time_, [](const std::string& text) { logger().error(text); });
}

std::vector<Stored> DiskWriter::takeStored() { return file_ ? file_->takeStored() : std::vector<Stored>{}; }

std::vector<std::shared_ptr<const Note>> DiskWriter::takeNotes() {
  return file_ ? file_->takeNotes() : std::vector<std::shared_ptr<const Note>>{};
}

bool DiskWriter::takes(const Event& event) const {
  return isOpen() && options_.events && !low_ && (options_.progress || event.category != Category::Progress);
}

void DiskWriter::log(Change change) {
  if (!isOpen()) return;
  pending_.push_back(std::move(change));
  ++logged_;
  if (flushAt_ != kNever) return;
  flushAt_ = time_.now() + kFlush;
  work_.notify_all();
}

std::string DiskWriter::problem() const {
  if (!problem_.empty()) return problem_ + "; what is accepted is in memory only, and the disk is tried again";
  if (low_) {
    return "the disk of " + options_.file.path.parent_path().string() +
           " is nearly full: what is accepted is in memory only until there is room";
  }
  return {};
}

void DiskWriter::commit(Lock& lock) {
  const auto last = logged_;
  safeUpTo_ = std::max(safeUpTo_, last);
  while (safe_ < last) {
    if (writing_) {
      done_.wait(lock);
    } else {
      writePending(lock);
    }
  }
}

void DiskWriter::writePending(Lock& lock) {
  writing_ = true;
  flushAt_ = kNever;
  auto changes = std::exchange(pending_, {});
  const auto last = logged_;
  const bool safe = safeUpTo_ > safe_;
  const auto sequence = owner_.lastSequence();
  lock.unlock();
  std::string problem;
  bool low = false;
  try {
    file_->write(changes, safe, sequence);
    low = file_->isLow();
  } catch (const std::exception& error) {
    problem = error.what();
  }
  lock.lock();
  writing_ = false;
  if (safe) safe_ = last;
  if (problem.empty()) {
    noteSpace(low);
  } else {
    refuse(std::move(changes), problem);
  }
  done_.notify_all();
}

void DiskWriter::refuse(std::vector<Change> changes, const std::string& problem) {
  if (problem_.empty()) logger().error(problem + "; what is accepted is in memory only until the disk takes it");
  problem_ = problem;
  auto later = std::exchange(pending_, {});
  safe_ = logged_;
  flushAt_ = kNever;
  retryAt_ = time_.now() + kRetry;
  std::move(later.begin(), later.end(), std::back_inserter(changes));
  for (const auto& change : changes) owner_.refused(change);
  work_.notify_all();
}

void DiskWriter::fail(Lock& lock, const std::string& problem) {
  while (writing_) done_.wait(lock);
  if (problem_.empty()) refuse({}, problem);
}

void DiskWriter::noteSpace(bool low) {
  if (std::exchange(low_, low) == low) return;
  if (low) {
    logger().error(problem());
    retryAt_ = time_.now() + kRetry;
    work_.notify_all();
  } else {
    logger().notice("there is room on the disk again");
    promote();
  }
}

/// What was in memory only is written at once, and is as safe as what store takes.
void DiskWriter::promote() {
  owner_.promote();
  safeUpTo_ = logged_;
  if (flushAt_ != kNever) flushAt_ = time_.now();
  work_.notify_all();
}

Clock::time_point DiskWriter::nextWork() const { return std::min(flushAt_, retryAt_); }

void DiskWriter::work() {
  Lock lock(mutex_);
  while (!stopped_) {
    const auto next = nextWork();
    if (next > time_.now()) {
      time_.waitUntil(work_, lock, next, [&] { return stopped_ || nextWork() != next; });
    } else if (writing_) {
      done_.wait(lock);
    } else if (flushAt_ <= time_.now()) {
      writePending(lock);
    } else if (!problem_.empty()) {
      recover(lock);
    } else {
      retryAt_ = low_ ? time_.now() + kRetry : kNever;
      noteSpace(file_->isLow());
    }
  }
}

// What opens may be the file as it was, without what was refused, or another one in its place. The old one is read from
// until the new one has all. Where there is no old one, what stands there was left by an earlier process.
void DiskWriter::recover(Lock& lock) {
  writing_ = true;
  retryAt_ = kNever;
  const bool isFirst = !file_;
  const auto last = owner_.lastSequence();
  lock.unlock();
  std::string problem;
  std::unique_ptr<OutboxFile> fresh;
  std::vector<Stored> there;
  std::vector<std::uint64_t> lost;
  try {
    fresh = open();
    if (isFirst) fresh->moveBehind(last + kRoom);
    there = fresh->takeStored();
    lock.lock();
    const auto gap = gapOf(isFirst ? std::vector<Stored>{} : there);
    problem_.clear();  // from here on changes are logged again, and written when this is done
    lock.unlock();
    lost = fill(*fresh, gap);
  } catch (const std::exception& error) {
    problem = error.what();
  }
  lock.lock();
  writing_ = false;
  if (problem.empty()) {
    const std::lock_guard reading(reading_);
    file_ = std::move(fresh);
    ++openings_;
  }
  const bool opened = problem.empty();
  if (opened) {
    low_ = file_->isLow();
    if (isFirst) owner_.adopt(there, file_->takeNotes());
    for (const auto sequence : lost) owner_.lost(sequence);
    promote();
    commit(lock);
    if (problem_.empty()) logger().notice("the outbox is on disk again");
  } else {
    refuse({}, problem);
  }
  done_.notify_all();
  if (!opened) return;
  lock.unlock();
  owner_.announce();
  lock.lock();
}

DiskWriter::Gap DiskWriter::gapOf(const std::vector<Stored>& there) const {
  auto wanted = owner_.onDisk();
  std::sort(wanted.begin(), wanted.end());
  Gap gap;
  for (auto& note : owner_.allNotes()) gap.changes.push_back({.kind = Change::Kind::Keep, .note = std::move(note)});
  gap.lastSequence = owner_.lastSequence();
  auto next = wanted.begin();
  for (const auto& stored : there) {
    while (next != wanted.end() && *next < stored.sequence) gap.missing.push_back(*next++);
    if (next != wanted.end() && *next == stored.sequence) {
      ++next;
    } else {
      gap.changes.push_back({.kind = Change::Kind::Remove, .row = stored.sequence});
    }
  }
  gap.missing.insert(gap.missing.end(), next, wanted.end());
  return gap;
}

/// Returns what cannot be had any more.
std::vector<std::uint64_t> DiskWriter::fill(OutboxFile& fresh, const Gap& gap) const {
  constexpr std::size_t kChunk = 256;
  fresh.write(gap.changes, true, gap.lastSequence);
  std::vector<std::uint64_t> lost;
  for (std::size_t begin = 0; begin < gap.missing.size(); begin += kChunk) {
    const auto end = std::min(gap.missing.size(), begin + kChunk);
    const std::vector<std::uint64_t> chunk(gap.missing.begin() + static_cast<std::ptrdiff_t>(begin),
                                           gap.missing.begin() + static_cast<std::ptrdiff_t>(end));
    auto whole = readOnce(chunk);
    std::vector<Change> changes;
    for (const auto sequence : chunk) {
      const auto found = whole.find(sequence);
      if (found == whole.end()) {
        lost.push_back(sequence);
      } else {
        changes.push_back({Change::Kind::Add, sequence, std::move(found->second)});
      }
    }
    fresh.write(changes, true, gap.lastSequence);
  }
  return lost;
}

/// What fails is missing: the file that it stands in is given up.
std::map<std::uint64_t, Delivery> DiskWriter::readOnce(const std::vector<std::uint64_t>& sequences) const {
  const std::lock_guard reading(reading_);
  return file_ ? file_->read(sequences).found : std::map<std::uint64_t, Delivery>{};
}

std::map<std::uint64_t, Delivery> DiskWriter::read(const std::vector<std::uint64_t>& sequences) const {
  const std::lock_guard reading(reading_);
  if (!file_) return {};
  auto rows = file_->read(sequences);
  bool again = false;
  for (const auto sequence : rows.failed) again |= failedIn_.emplace(sequence, openings_).first->second == openings_;
  if (again) throw DiskProblem(rows.problem);
  return std::move(rows.found);
}

}  // namespace herald::core
