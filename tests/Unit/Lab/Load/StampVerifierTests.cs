using Beamer.Lab.Load;
using Beamer.Lab.Servers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Load;

public sealed class StampVerifierTests
{
    private const int Records = 64;

    [Property]
    public bool Content_is_right_in_pieces_of_any_size(PositiveInt piece)
    {
        StampVerifier verifier = new(home: 0);
        byte[] content = Content(server: 3);
        bool right = content.Chunk(piece.Get).All(part => verifier.Accept(part) == Fault.None);
        return right && verifier.Home == 3 && verifier.Position == content.Length;
    }

    [Property]
    public Property Any_changed_byte_is_found()
    {
        Gen<(int Place, int Change)> changes =
            from place in Gen.Choose(0, (Records * StampedRecord.Size) - 1)
            from change in Gen.Choose(1, 255)
            select (place, change);
        return Prop.ForAll(changes.ToArbitrary(), changed =>
        {
            byte[] content = Content(server: 3);
            content[changed.Place] ^= (byte)changed.Change;
            StampVerifier verifier = new(home: 3);
            return verifier.Accept(content) != Fault.None && verifier.Position == changed.Place;
        });
    }

    [Fact]
    public void Another_server_in_the_middle_is_told_from_mere_damage()
    {
        byte[] content = [.. Content(server: 3)[..160], .. Content(server: 4)[160..]];
        Assert.Equal(Fault.WrongServer, new StampVerifier(home: 0).Accept(content));
    }

    [Fact]
    public void Another_server_than_the_one_that_shook_hands_is_wrong_from_the_first_record() =>
        Assert.Equal(Fault.WrongServer, new StampVerifier(home: 2).Accept(Content(server: 3)));

    [Fact]
    public void A_repeated_record_is_wrong_content()
    {
        byte[] content = [.. Content(server: 3)[..32], .. Content(server: 3)[16..]];
        Assert.Equal(Fault.WrongContent, new StampVerifier(home: 0).Accept(content));
    }

    private static byte[] Content(int server)
    {
        byte[] content = new byte[Records * StampedRecord.Size];
        for (int index = 0; index < Records; index++)
        {
            StampedRecord.Write(content.AsSpan(index * StampedRecord.Size), server, index);
        }

        return content;
    }
}
