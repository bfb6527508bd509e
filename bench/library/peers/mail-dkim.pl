# Mail::DKIM as a worker: ../job.ts. Arguments: key file, record file. It reads as DKIMproxy has it read, by load().
use strict;
use warnings;
use JSON::PP;
use Mail::DKIM::DNS;
use Mail::DKIM::PrivateKey;
use Mail::DKIM::Signer;
use Mail::DKIM::Verifier;
use Net::DNS;
use Time::HiRes qw(clock time);

$| = 1;
my ( $key_file, $record_file ) = @ARGV;
my $key    = Mail::DKIM::PrivateKey->load( File => $key_file );
my $fields = 'from:to:cc:subject:date:message-id:mime-version:content-type:list-id:list-unsubscribe';
my @record = Net::DNS::RR->new(
    owner   => 'bench._domainkey.bench.example',
    type    => 'TXT',
    txtdata => [ unpack '(a200)*', slurp($record_file) ]
);
{
    no warnings 'redefine';
    *Mail::DKIM::DNS::query = sub { return $_[0] =~ /^bench\._domainkey\./ ? @record : () };
}

sub slurp { my ($file) = @_; open my $handle, '<:raw', $file or die "$file: $!"; local $/; return scalar <$handle> }

sub sign {
    my ( $handle, $form ) = @_;
    my %what = (
        Algorithm => 'rsa-sha256',
        Method    => "$form/$form",
        Domain    => 'bench.example',
        Selector  => 'bench',
        Key       => $key
    );
    my $policy = sub { $_[0]->add_signature( Mail::DKIM::Signature->new( %what, Headers => $fields ) ); return };
    my $signer = Mail::DKIM::Signer->new( %what, Policy => $policy );
    $signer->load($handle);
    die "not signed\n" unless $signer->result eq 'signed';
    return $signer->signature->as_string;
}

sub verify {
    my ($handle) = @_;
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->load($handle);
    die "not verified\n" unless $verifier->result eq 'pass';
    return;
}

while ( my $line = <STDIN> ) {
    chomp $line;
    my ( $operation, $form, $file, $seconds ) = split /\t/, $line;
    my %answer = eval {
        my $message = slurp($file);
        my ( $count, $start, $wall, $cpu ) = ( 0, time, 0, clock );
        do {
            open my $handle, '<:raw', \$message or die;
            $operation eq 'sign' ? sign( $handle, $form ) : verify($handle);
            $count++;
            $wall = time - $start;
        } while ( $wall < $seconds );
        ( count => $count, wallSeconds => $wall, cpuSeconds => clock() - $cpu );
    };
    %answer = ( error => "$@" ) if $@;
    print JSON::PP->new->encode( \%answer ), "\n";
}
