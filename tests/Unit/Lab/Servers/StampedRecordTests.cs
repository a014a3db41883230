using Beamer.Lab.Servers;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Servers;

public sealed class StampedRecordTests
{
    [Fact]
    public void A_record_says_who_sent_it_and_where_it_belongs()
    {
        Span<byte> record = stackalloc byte[StampedRecord.Size];
        StampedRecord.Write(record, serverNumber: 3, index: 1234);
        Assert.Equal("s3 000000001234\n"u8, record);
    }
}
