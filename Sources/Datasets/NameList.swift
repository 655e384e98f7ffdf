/// Names of many things, such as files, kept close together.
///
/// Files that follow each other are mostly called alike, so what all names of a block begin with is
/// kept once. A million `String`s of `val/class_0001/0000001.png` take some 64 MB, in here 16.
package struct NameList: Sendable, Equatable {
  /// Names that follow each other, each without what all of them begin with.
  private struct Block: Sendable, Equatable {
    var beginning: [UInt8] = []
    var bytes: [UInt8] = []
    /// Where each name ends in `bytes`.
    var ends: [Int] = []

    func range(of place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

    /// The same names in as few bytes as they need.
    func closed() -> Block {
      let first = bytes[range(of: 0)]
      let shared = ends.indices.reduce(first.count) { shared, place in
        zip(first.prefix(shared), bytes[range(of: place)]).prefix { $0 == $1 }.count
      }
      var closed = Block(beginning: Array(first.prefix(shared)))
      closed.bytes.reserveCapacity(bytes.count - shared * ends.count)
      closed.ends.reserveCapacity(ends.count)
      for place in ends.indices {
        closed.bytes += bytes[range(of: place)].dropFirst(shared)
        closed.ends.append(closed.bytes.count)
      }
      return closed
    }
  }

  private static let namesInBlock = 1024

  private var closed: [Block] = []
  private var open = Block()

  package init() {}

  package init(_ names: some Sequence<String>) {
    for name in names { append(name) }
  }

  package mutating func append(_ name: String) {
    open.bytes += name.utf8
    open.ends.append(open.bytes.count)
    if open.ends.count == Self.namesInBlock {
      closed.append(open.closed())
      open = Block()
    }
  }

  /// The chosen names, in the order given.
  package func selecting(_ indices: some Collection<Int>) -> NameList {
    NameList(indices.lazy.map { self[$0] })
  }
}

extension NameList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { closed.count * Self.namesInBlock + open.ends.count }

  package subscript(index: Int) -> String {
    let (number, place) = index.quotientAndRemainder(dividingBy: Self.namesInBlock)
    let block = number == closed.count ? open : closed[number]
    return String(decoding: block.beginning + block.bytes[block.range(of: place)], as: UTF8.self)
  }
}

extension NameList: ExpressibleByArrayLiteral {
  package init(arrayLiteral names: String...) { self.init(names) }
}
